"""What a file is, by its name and its first bytes."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, Final

_DATA: Final = Path(__file__).parent / "data" / "file_types.toml"
_HTML_OPENING: Final = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--.{0,600}?-->\s{0,200}){0,3}<(?:!doctype\s{1,20}html|html[\s>])",
    re.IGNORECASE | re.DOTALL,
)
HEAD_BYTES: Final = 2_048  # what the looks at first bytes need


def media_type_of(name: str, head: bytes) -> str:
    """The media type of a page, empty where it is none.

    The end of the name decides ('.gz' apart); a file of any other name is a page where it begins as HTML does.
    """
    suffix = PurePosixPath(name.lower().removesuffix(".gz")).suffix.removeprefix(".")
    known: str | None = _data()["media_types"].get(suffix)
    if known is not None:
        return known
    return "text/html" if _HTML_OPENING.match(head) else ""


def table_kind(name: str) -> str:
    """How a table of this name is read: 'csv', 'lines' or 'json'; empty where it is none."""
    suffix = PurePosixPath(name.lower().removesuffix(".gz")).suffix.removeprefix(".")
    kind: str = _data()["tables"].get(suffix, "")
    return kind


def may_be_page(name: str) -> bool:
    """Whether gzip data of this name is worth unpacking: named as a page, or without a suffix of its own."""
    return bool(media_type_of(name, b"")) or "." not in PurePosixPath(name.lower().removesuffix(".gz")).name


def container_of(head: bytes) -> str:
    """What holds other files begins with `head`: 'a ZIP', 'gzip data', ...; empty where it is none."""
    for container in _data()["containers"]:
        magic = bytes.fromhex(container["magic"])
        offset = container.get("offset", 0)
        if head[offset : offset + len(magic)] == magic:
            name: str = container["name"]
            return name
    return ""


def is_gzip(head: bytes) -> bool:
    """Whether these are the first bytes of gzip data."""
    return head[:2] == b"\x1f\x8b"


def reason_to_skip(name: str) -> str:
    """Why a file met in a folder or ZIP is none of ours, empty where it may be. `name` is its path in there."""
    parts = [part for part in name.lower().split("/") if part]
    never = _data()["never"]
    if any(part.startswith(".") and part != "." and not part.startswith("..") for part in parts):
        return "a hidden file"
    if any(part in never["folders"] for part in parts[:-1]) or (parts and parts[-1] in never["names"]):
        return "left by an operating system"
    if is_about_files(parts[-1] if parts else ""):
        return "speaks about the files beside it; not a page"
    return ""


def is_about_files(name: str) -> bool:
    """Whether a file of this name describes those beside it: 'README.md', 'LICENSE', 'manifest.jsonl'."""
    stem, _, suffix = name.lower().removesuffix(".gz").partition(".")
    is_html = "html" in _data()["media_types"].get(suffix, "")
    return stem in _data()["never"]["stems_of_html" if is_html else "stems"]


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))
