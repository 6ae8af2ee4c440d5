"""References as files that reference managers read, every field escaped for its format.

Sources: BibTeX as of Oren Patashnik, BibTeXing (1988), with the `url` and `urldate` fields of biblatex; RIS as of the
Research Information Systems format specification (2001; 2011 for the tags of newspapers); CSL-JSON as of the schema
of the Citation Style Language 1.0.2.
"""

from __future__ import annotations

import calendar
import json
import re
from collections.abc import Iterable
from typing import Any

from articles.citations.reference import Name, Reference, split_name

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
_TEX_SPECIAL = re.compile("[\\\\{}$&#_%~^]")
_BREAKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_NO_ADDRESS = re.compile(r"[\\{}\s\x00-\x1f\x7f]")


def bibtex(references: Iterable[Reference]) -> str:
    """The references as BibTeX entries of the type `article`."""
    return "\n".join(_bibtex_entry(reference) for reference in references)


def ris(references: Iterable[Reference]) -> str:
    """The references as RIS records of the type NEWS, lines ended as the specification asks."""
    return "".join(f"{line}\r\n" for reference in references for line in _ris_lines(reference))


def csl_json(references: Iterable[Reference]) -> str:
    """The references as an array of CSL-JSON items of the type `article-newspaper`."""
    return json.dumps([_csl_item(reference) for reference in references], ensure_ascii=False, indent=1)


def _one_line(text: str) -> str:
    """`text` without anything that could begin a new line or field."""
    return _BREAKS.sub(" ", text).strip()


def _tex(text: str) -> str:
    return _TEX_SPECIAL.sub(lambda found: _TEX[found.group()], _one_line(text))


def _address(url: str) -> str:
    """A web address with what would end a field percent-encoded; TeX's other signs stay, as `url` is read verbatim."""
    return _NO_ADDRESS.sub(lambda found: "".join(f"%{byte:02X}" for byte in found.group().encode()), url)


def _tex_name(name: Name) -> str:
    if name.literal:
        return f"{{{_tex(name.literal)}}}"
    return ", ".join(_tex(part) for part in (name.full_family, name.suffix, name.given) if part)


def _bibtex_entry(reference: Reference) -> str:
    fields = {
        "author": " and ".join(_tex_name(split_name(author)) for author in reference.authors),
        "title": f"{{{_tex(reference.title)}}}",  # the inner braces keep the capital letters
        "journal": _tex(reference.publisher),
        "url": _address(reference.url or reference.archive_url),
        "urldate": reference.captured.isoformat() if reference.captured else "",
        "language": _tex(reference.language),
        "note": _tex(reference.provenance + ("; date inferred" if reference.is_inferred else "")),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    date = reference.published
    if date:
        lines.append(f"  year = {{{date[0]}}}")
    if len(date) > 1:
        lines.append(f"  month = {calendar.month_abbr[date[1]].lower()}")  # BibTeX's own macro, so without braces
    if len(date) > 2:
        lines.append(f"  day = {{{date[2]}}}")
    return f"@article{{{reference.key},\n" + ",\n".join(lines) + "\n}\n"


def _ris_lines(reference: Reference) -> Iterable[str]:
    date = reference.published
    yield "TY  - NEWS"
    fields: list[tuple[str, str]] = [
        ("ID", reference.key),
        *(("AU", _ris_name(split_name(author))) for author in reference.authors),
        ("TI", reference.title),
        ("T2", reference.publisher),
        ("PY", f"{date[0]:04}" if date else ""),
        (
            "DA",
            "/".join([f"{date[0]:04}", *(f"{part:02}" for part in date[1:]), *[""] * (4 - len(date))]) if date else "",
        ),
        ("UR", reference.url or reference.archive_url),
        ("Y2", reference.captured.strftime("%Y/%m/%d/") if reference.captured else ""),
        ("LA", reference.language),
        ("N1", reference.provenance + ("; date inferred" if reference.is_inferred else "")),
    ]
    for tag, value in fields:
        if value:
            yield f"{tag}  - {_one_line(value)}"
    yield "ER  - "


def _ris_name(name: Name) -> str:
    return name.literal or ", ".join(part for part in (name.full_family, name.given, name.suffix) if part)


def _csl_item(reference: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": reference.key,
        "type": "article-newspaper",
        "title": reference.title,
        "author": [_csl_name(split_name(author)) for author in reference.authors],
        "container-title": reference.publisher,
        "URL": reference.url or reference.archive_url,
        "language": reference.language,
        "archive": "newsarchive",
        "archive_location": reference.archive_url,
        "note": f"SHA-256 {reference.sha256}" if reference.sha256 else "",
    }
    if reference.published:
        item["issued"] = {"date-parts": [list(reference.published)]}
        if reference.is_inferred:
            item["issued"]["circa"] = True
    if reference.captured:
        item["accessed"] = {"date-parts": [[reference.captured.year, reference.captured.month, reference.captured.day]]}
    return {name: value for name, value in item.items() if value}


def _csl_name(name: Name) -> dict[str, str]:
    if name.literal:
        return {"literal": name.literal}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: value for part, value in parts.items() if value}
