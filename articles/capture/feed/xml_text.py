"""XML from outside -> text that no parser can be led astray by: decoded once, without a document type.

Entities are what XML's attacks are made of (texts that grow a billionfold, files and addresses read in passing), and
feeds need none. So a document that declares any is refused, and the pointer to a document type elsewhere is cut away
before a parser sees it.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from articles.capture.feed.entries import FeedError

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"^\s{0,100}<\?xml[^>]{0,200}?encoding\s{0,5}=\s{0,5}[\"']([A-Za-z0-9._-]{1,40})[\"']")
_CHARSET: Final = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)
_PASSED: Final = re.compile(r"\s+|<\?.{0,2000}?\?>|<!--.{0,20000}?-->", re.DOTALL)
_DOCTYPE: Final = re.compile(r"<!DOCTYPE([^\[>]{0,500})([\[>])", re.IGNORECASE)
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def safe_xml(content: bytes, media_type: str = "") -> str:
    """The document as text that begins with its root element. Raises FeedError."""
    text = _NOT_XML.sub("", _decoded(content, media_type))
    at = 0
    while True:
        if passed := _PASSED.match(text, at):
            at = passed.end()
        elif (doctype := _DOCTYPE.match(text, at)) and doctype.group(2) == ">":
            at = doctype.end()
        elif text[at : at + 2] == "<!":
            raise FeedError("declares entities of its own, which are not resolved")
        else:
            return text[at:]


def root_name(text: str) -> str:
    """The root element's name in lower case, without a prefix: 'rss', 'feed', 'urlset', 'opml'."""
    found = re.match(r"<([A-Za-z_][\w.:-]{0,80})", text)
    return found.group(1).rpartition(":")[2].lower() if found else ""


def _decoded(content: bytes, media_type: str) -> str:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content[len(bom) :].decode(encoding, "replace")
    if content[:2] in (b"<\x00", b"\x00<"):
        return content.decode("utf-16-le" if content[0] else "utf-16-be", "replace")
    declared = _DECLARED.match(content[:400])
    named = _CHARSET.search(media_type)
    for label in ("utf-8", declared.group(1).decode("ascii") if declared else "", named.group(1) if named else ""):
        try:
            codec = codecs.lookup(label).name if label else ""
            if codec and not codec.startswith(("utf-16", "utf-32", "utf-7")):
                return content.decode(codec)
        except (LookupError, ValueError):
            continue
    return content.decode("cp1252", "replace")
