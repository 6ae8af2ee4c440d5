"""References in the words of three manuals of style.

Sources: Publication Manual of the American Psychological Association, 7th edition (2020), chapters 9 and 10; MLA
Handbook, 9th edition (2021), chapter 5; The Chicago Manual of Style, 17th edition (2017), chapter 14 (bibliography).
The title stays as it was published, since putting another's headline into sentence case would need to know which of
its words are names. Behind each reference stands where the archive keeps the article, which no manual asks for and
every reader who checks a quotation needs.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence

from articles.citations.reference import Name, Reference, split_name

Pieces = tuple[tuple[str, bool], ...]  # text in pieces, each with whether it stands in italics

_MLA_MONTHS = (
    "", "Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
_MOST_APA = 20
_MOST_CHICAGO = 10
_SHOWN_CHICAGO = 7


def apa(reference: Reference) -> Pieces:
    """The reference in the style of the American Psychological Association."""
    names = _apa_names([split_name(author) for author in reference.authors])
    date = f"({_apa_date(reference)})."
    title = _ended(reference.title)
    head = f"{_ended(names)} {date} {title}" if names else f"{title} {date}"
    return _with_publisher(f"{head} ", reference.publisher, _tail(reference, before=". "))


def mla(reference: Reference) -> Pieces:
    """The reference in the style of the Modern Language Association."""
    names = [split_name(author) for author in reference.authors]
    head = f"{_ended(_mla_names(names))} " if names else ""
    parts = [_mla_date(reference), reference.url]
    if not reference.published and reference.captured:
        parts.append(
            f"accessed {reference.captured.day} {_MLA_MONTHS[reference.captured.month]} {reference.captured.year}"
        )
    rest = ", ".join(part for part in parts if part)
    return _with_publisher(
        f"{head}{_quoted(reference.title)} ",
        reference.publisher,
        f"{', ' if reference.publisher else ''}{_ended(rest)}",
    ) + _archived(reference)


def chicago(reference: Reference) -> Pieces:
    """The reference as an entry of a bibliography in the Chicago style."""
    names = [split_name(author) for author in reference.authors]
    head = f"{_ended(_chicago_names(names))} " if names else ""
    date = _chicago_date(reference)
    behind = f", {date}." if reference.publisher else f"{date}."
    if reference.url:
        behind = f"{behind} {reference.url}."
    return _with_publisher(f"{head}{_quoted(reference.title)} ", reference.publisher, behind) + _archived(reference)


def plain(pieces: Pieces) -> str:
    """The pieces as one string."""
    return "".join(text for text, _ in pieces)


def _with_publisher(before: str, publisher: str, behind: str) -> Pieces:
    return tuple((text, is_italic) for text, is_italic in ((before, False), (publisher, True), (behind, False)) if text)


def _tail(reference: Reference, *, before: str) -> str:
    """What APA puts behind the publisher, and the archive's own line."""
    start = before if reference.publisher else ""
    address = f"{reference.url} " if reference.url else ""
    return f"{start}{address}[{reference.provenance}]"


def _archived(reference: Reference) -> Pieces:
    return ((f" [{reference.provenance}]", False),)


def _ended(text: str) -> str:
    """`text` with a full stop, unless it ends a sentence already."""
    return text if not text or text.endswith((".", "?", "!", "…")) else f"{text}."


def _quoted(title: str) -> str:
    """A title between quotation marks, its own ones made single."""
    inner = title.replace("“", "‘").replace("”", "’")
    while '"' in inner:
        inner = inner.replace('"', "‘", 1).replace('"', "’", 1)
    return f"“{_ended(inner)}”"


def _inverted(name: Name, given: str) -> str:
    """A name with the family name first."""
    if name.literal:
        return name.literal
    return ", ".join(part for part in (name.full_family, given, name.suffix) if part)


def _straight(name: Name) -> str:
    """A name with the given names first."""
    return name.literal or " ".join(part for part in (name.given, name.full_family, name.suffix) if part)


def _apa_names(names: Sequence[Name]) -> str:
    written = [_inverted(name, name.initials) for name in names]
    if len(written) > _MOST_APA:
        return f"{', '.join(written[: _MOST_APA - 1])}, … {written[-1]}"
    return f"{', '.join(written[:-1])}, & {written[-1]}" if len(written) > 1 else "".join(written)


def _mla_names(names: Sequence[Name]) -> str:
    first = _inverted(names[0], names[0].given)
    if len(names) == 1:
        return first
    return f"{first}, and {_straight(names[1])}" if len(names) == 2 else f"{first}, et al."


def _chicago_names(names: Sequence[Name]) -> str:
    written = [_inverted(names[0], names[0].given), *(_straight(name) for name in names[1:])]
    if len(written) == 1:
        return written[0]
    if len(written) > _MOST_CHICAGO:
        return f"{', '.join(written[:_SHOWN_CHICAGO])}, et al."
    return f"{', '.join(written[:-1])}, and {written[-1]}"


def _apa_date(reference: Reference) -> str:
    """'2025, July 1'; 'ca.' marks a date that the archive inferred."""
    if not reference.published:
        return "n.d."
    year, *rest = reference.published
    day = " ".join([calendar.month_name[rest[0]], *map(str, rest[1:])]) if rest else ""
    words = f"{year}, {day}" if day else str(year)
    return f"ca. {words}" if reference.is_inferred else words


def _mla_date(reference: Reference) -> str:
    """'1 July 2025'; brackets and a question mark are around a date that the archive inferred."""
    if not reference.published:
        return ""
    year, *rest = reference.published
    words = " ".join([*map(str, rest[1:]), *([_MLA_MONTHS[rest[0]]] if rest else []), str(year)])
    return f"[{words}?]" if reference.is_inferred else words


def _chicago_date(reference: Reference) -> str:
    """'July 1, 2025'; brackets and a question mark are around a date that the archive inferred."""
    if not reference.published:
        return "n.d"
    year, *rest = reference.published
    words = str(year)
    if rest:
        month = calendar.month_name[rest[0]]
        words = f"{month} {rest[1]}, {year}" if len(rest) > 1 else f"{month} {year}"
    return f"[{words}?]" if reference.is_inferred else words
