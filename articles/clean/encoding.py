"""Bytes of a page -> text. Broken bytes never stop a page, and what PostgreSQL cannot store does not come through."""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What browsers do with these labels (WHATWG Encoding Standard, section 4.2): the wider Windows code page is read.
_WIDER: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "tis-620": "cp874",
}
_META_CHARSET: Final = re.compile(
    rb"<meta[^>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_:.\-]{2,40})", re.I
)
_HEAD_BYTES: Final = 8192
_SAMPLE_BYTES: Final = 65536
_BROKEN_UTF8_SHARE: Final = 0.02  # of the non-ASCII bytes: more broken than that and the page is in another encoding
_FOREIGN_SHARE: Final = 0.1  # of all bytes
_FEWEST_FOREIGN: Final = 40  # bytes
_ENCODED_SURROGATE: Final = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")  # half a character, as broken programs write it
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def decode(content: bytes, media_type: str, declared: str = "") -> tuple[str, str]:
    """Return the text of `content` and the name of the encoding it was read in.

    Order: byte order mark, UTF-8 where the bytes are UTF-8, `declared` (the charset a server or tool named), the
    charset a page names in its head, detection, windows-1252. NUL and lone surrogates are taken out.
    """
    text, encoding = _decode(content, media_type, declared)
    if "\x00" in text or (not text.isascii() and _UNSTORABLE.search(text)):
        text = _UNSTORABLE.sub("", text)
    return text.removeprefix("\ufeff"), encoding


def _decode(content: bytes, media_type: str, declared: str) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if content.startswith(bom):
            return content.decode(encoding, "replace"), encoding.removesuffix("-sig")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    mended = _decode_broken_utf8(content)
    if mended is not None:
        return mended, "utf-8"
    for label in (declared, _charset_parameter(media_type), _named_in_head(content)):
        codec = _codec(label)
        if codec and codec != "utf-8":
            return content.decode(codec, "replace"), codec
    return _detect(content)


def _decode_broken_utf8(content: bytes) -> str | None:
    """UTF-8 cut in the middle of a letter or with a few bad bytes: each bad byte becomes U+FFFD; no surrogate stays."""
    text = _ENCODED_SURROGATE.sub(b"", content).decode("utf-8", "replace")
    foreign = len(text) - len(text.encode("ascii", "ignore"))
    broken = text.count("\ufffd")
    good = foreign - broken
    return text if good and broken <= max(1, good * _BROKEN_UTF8_SHARE) else None


def _charset_parameter(media_type: str) -> str:
    _, _, parameter = media_type.lower().partition("charset=")
    return parameter.strip(" \"';")


def _named_in_head(content: bytes) -> str:
    found = _META_CHARSET.search(content[:_HEAD_BYTES])
    return found.group(1).decode("ascii") if found else ""


def _codec(label: str) -> str:
    """The Python codec browsers would use for `label`; '' where there is none."""
    try:
        name = codecs.lookup(label.strip()).name if label.strip() else ""
    except (LookupError, ValueError):
        return ""
    if name.startswith(("utf-16", "utf-32")):
        return ""  # a page that could name it in ASCII is not written in it
    name = _WIDER.get(name, name)
    try:
        b"a\xff".decode(name, "replace")  # of no bytes at all Python asks no codec
    except (LookupError, ValueError):
        return ""  # codecs of bytes to bytes, such as base64, and those that replace nothing, such as idna
    return name


def _detect(content: bytes) -> tuple[str, str]:
    """A Western page has few letters beyond ASCII, and guessing from few goes wrong; otherwise statistics decide."""
    sample = content[:_SAMPLE_BYTES]
    foreign = len(sample.translate(None, bytes(range(128))))
    codec = ""
    if foreign > max(_FEWEST_FOREIGN, len(sample) * _FOREIGN_SHARE):
        best = from_bytes(sample).best()
        codec = _codec(best.encoding) if best is not None else ""
    codec = codec or "cp1252"
    return content.decode(codec, "replace"), codec
