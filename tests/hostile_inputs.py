"""Inputs made to hurt: real pages damaged in many ways, in every format that is read, damaged once more.

Each is made from a number alone, so that one that failed can be made again.
"""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import quopri
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

PROJECT = Path(__file__).resolve().parent.parent
SAMPLES = PROJECT / "articles" / "samples"
REAL = PROJECT.parent / "shared" / "evaluation" / "pages"
LARGEST = 120_000  # bytes of a page; what is larger costs time and shows nothing else
AWKWARD = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xe2\x80\xae", b"\xc2\xa0", b"\x0b", b"\x85", b"\r"),
    *b"&#0; &#xD800; &#99999999; \\u0000 < > <p> <div> </body> <!-- --> <![CDATA[ <script> </script> <svg>".split(),
    *b"<template> <table><tr><td> <plaintext> <frameset> <base/href='x:'> <meta/charset=utf-7> -- \"".split(),
    *(b"<meta charset=utf-16>", b"3 hours ago", b"July 99, 20255", b"9999999999", b"=3D=\r\n"),
    b'<script type="application/ld+json">{"@type":"NewsArticle","headline":["\\ud800"],"datePublished":"9999-99-99"}',
)  # fmt: skip


@cache
def pages() -> tuple[bytes, ...]:
    """The bundled samples, and real pages where they are beside the checkout."""
    found = [path.read_bytes() for path in sorted(SAMPLES.rglob("*")) if path.suffix in (".html", ".txt")]
    found += [gzip.decompress(path.read_bytes()) for path in sorted(REAL.rglob("*.html.gz"))]
    return tuple(page[:LARGEST] for page in found)


def make_input(number: int) -> tuple[str, bytes]:
    """The name and the bytes of input `number`."""
    dice = random.Random(number)
    page = bytearray(dice.choice(pages()))
    for _ in range(dice.randint(0, 3)):
        page = bytearray(dice.choice(DAMAGES)(dice, bytes(page)))
    name, wrap = dice.choice(WRAPPERS)
    content = wrap(dice, bytes(page))
    if dice.random() < 0.4:
        for _ in range(dice.randint(1, 4)):
            content = dice.choice(COARSE)(dice, content)
    return f"{number}{name}", content


def _flip(dice: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.randint(1, 40) if changed else 0):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(dice: random.Random, content: bytes) -> bytes:
    return content[: dice.randrange(len(content) + 1)]


def _hole(dice: random.Random, content: bytes) -> bytes:
    start = dice.randrange(len(content) + 1)
    return content[:start] + content[start + dice.randint(1, 3_000) :]


def _insert(dice: random.Random, content: bytes) -> bytes:
    for _ in range(dice.randint(1, 30)):
        at = dice.randrange(len(content) + 1)
        content = content[:at] + dice.choice(AWKWARD) * dice.choice([1, 1, 2, 50]) + content[at:]
    return content


def _repeat(dice: random.Random, content: bytes) -> bytes:
    start = dice.randrange(len(content) + 1)
    piece = content[start : start + dice.randint(1, 2_000)]
    return content[:start] + piece * dice.randint(2, 40) + content[start:]


def _soup(dice: random.Random, content: bytes) -> bytes:
    parts = content.split(b"<")
    for _ in range(len(parts) // 4):
        one, other = dice.randrange(len(parts)), dice.randrange(len(parts))
        parts[one], parts[other] = parts[other], parts[one]
    return b"<".join(parts)


def _unclose(dice: random.Random, content: bytes) -> bytes:
    return content.replace(dice.choice([b"</", b">", b'"', b"-->"]), b"", dice.randint(1, 500))


def _lie(dice: random.Random, content: bytes) -> bytes:
    """In one encoding, named as another."""
    text = content.decode("utf-8", "replace")
    real = dice.choice(
        ["utf-8", "utf-16", "utf-16-be", "utf-32", "cp1252", "shift_jis", "koi8-r", "utf-7", "iso2022_jp"]
    )
    named = dice.choice(
        ["utf-8", "utf-16", "gb18030", "windows-1251", "x-user-defined", "\u00fcnknown", "base64", "idna"]
    )
    return f"<meta charset='{named}'>{text}".encode(real, "xmlcharrefreplace" if real != "utf-7" else "replace")


def _giant(dice: random.Random, content: bytes) -> bytes:
    size = dice.choice([1_000, 100_000])
    giant = dice.choice(
        [
            b"<p class='%s'>" % (b"x" * size),
            b"<a href='javascript:%s'>" % (b"%41" * (size // 3)),
            b"<div>" * (size // 40),
            b"<meta property='og:title' content='%s'>" % (b"T" * size),
            b"<title>%s</title>" % (b"word " * (size // 5)),
            b"<img src='data:image/png;base64,%s'>" % (b"A" * size),
            b"<b><i><u>" * (size // 60),
            b"&amp;" * (size // 5),
            b"<!-- saved from url=(%s)http://%s -->" % (b"9" * 30, b"h" * size),
        ]
    )
    at = content.find(b"<body") if dice.random() < 0.5 else dice.randrange(len(content) + 1)
    return content[: max(at, 0)] + giant + content[max(at, 0) :]


def _splice(dice: random.Random, content: bytes) -> bytes:
    other = dice.choice(pages())
    return content[: dice.randrange(len(content) + 1)] + other[dice.randrange(len(other)) :]


DAMAGES: list[Callable[[random.Random, bytes], bytes]] = [
    _flip, _cut, _hole, _insert, _repeat, _soup, _unclose, _lie, _giant, _splice,
]  # fmt: skip
COARSE = [_flip, _cut, _hole, _insert, _repeat]


def _plain(dice: random.Random, page: bytes) -> bytes:
    return page


def _gzip(dice: random.Random, page: bytes) -> bytes:
    packed = gzip.compress(page, 1)
    return packed * dice.choice([1, 1, 2]) if dice.random() < 0.9 else gzip.compress(packed)


def _zip(dice: random.Random, page: bytes) -> bytes:
    out = io.BytesIO()
    method = dice.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
    names = [
        "a.html",
        "b/c.txt",
        "../up.html",
        "x.eml",
        "x.jsonl",
        "x.csv",
        "n.mhtml",
        "inner.zip",
        "\u00e4.htm",
        "a" * 500 + ".html",
        "no",
    ]
    with zipfile.ZipFile(out, "w", compression=method) as archive:
        for name in dice.sample(names, dice.randint(0, 4)):
            archive.writestr(name, _zip(dice, page[:5_000]) if name == "inner.zip" and dice.random() < 0.7 else page)
    return out.getvalue()


def _mhtml(dice: random.Random, page: bytes) -> bytes:
    packing = dice.choice(["quoted-printable", "base64", "binary", "8bit", "x-uuencode"])
    body = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(packing, bytes)(page)
    date = dice.choice(["Tue, 8 Jul 2025 08:12:33 -0000", "Tue, 99 Foo 99999 99:99:99", "", "\x00"])
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://ledger.example/{dice.random()}\r\n"
        f'Date: {date}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; '
        f'boundary="B{dice.choice(["", " ", chr(39)])}"\r\n\r\n'
        f"--B\r\nContent-Type: text/html; charset={dice.choice(['utf-8', 'nonsense', 'utf-16', 'x' * 900])}\r\n"
        f"Content-Transfer-Encoding: {packing}\r\n\r\n"
    )
    return head.encode() + body + b"\r\n--B" + dice.choice([b"--\r\n", b"", b"\r\nContent-Type: image/png\r\n\r\nx"])


def _letter(dice: random.Random, page: bytes) -> bytes:
    subject = dice.choice(
        [
            "Harbour",
            "=?utf-8?b?////?=",
            "=?x?q?=",
            "Re: " * 300,
            "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"),
        ]
    )
    date = "Date: Tue, 8 Jul 2025 08:12:33 +0200"
    head = f"From: Ledger <a@b.example>\r\nTo: c@d.example\r\nSubject: {subject}\r\n{date}\r\n"
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=n{n}\r\n\r\n--n{n}\r\n" for n in range(dice.choice([0, 0, 1, 5, 60]))
    )
    kind = dice.choice(["text/html", "text/plain", "message/rfc822", "application/pdf", "text/html; charset=\x00"])
    return head.encode("latin-1") + nested.encode() + f"Content-Type: {kind}\r\n\r\n".encode() + page


def _row(dice: random.Random, page: bytes) -> dict[str, object]:
    text = page.decode("utf-8", "replace")
    titles = ["Harbour", "", 5, None, ["a"], {"rendered": "x"}, "T" * 5_000]
    texts = [text, text[:500], text, "", None, [text[:900]], {"rendered": text}]
    dates = ["2025-07-08", 1720000000, -1, 10**30, "0000-00-00", "9999-12-31T23:59:59-23:59", [1]]
    return {
        dice.choice(["title", "headline", ""]): dice.choice(titles),
        dice.choice(["text", "html", "content", "body"]): dice.choice(texts),
        dice.choice(["date", "published_at"]): dice.choice(dates),
        "url": dice.choice([f"https://ledger.example/{dice.random()}", "", "javascript:x", "http://[", 7]),
        "author": dice.choice(["Ann Bell", ["A", 5], {"name": "B"}, "x, " * 3_000]),
        "captured_at": dice.choice(["2025-07-09", "0001-01-01", "x", None]),
    }


def _lines(dice: random.Random, page: bytes) -> bytes:
    return b"\n".join(json.dumps(_row(dice, page)).encode() for _ in range(dice.randint(1, 3)))


def _json(dice: random.Random, page: bytes) -> bytes:
    rows = [_row(dice, page) for _ in range(dice.randint(1, 2))]
    if dice.random() < 0.5:
        rows = [
            {**row, "is_archived": 0, "created_at": "2025-07-09", "content": row.get("content", "")} for row in rows
        ]
    told: object = dice.choice([rows, rows, {"articles": rows}, {"list": {"1": rows[0]}}, [[rows[0]]], "x"])
    return json.dumps(told, ensure_ascii=dice.random() < 0.5).encode("utf-8", "surrogatepass") + b"]" * dice.choice(
        [0, 3]
    )


def _csv(dice: random.Random, page: bytes) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dice.choice(",;\t|"))
    rows = [_row(dice, page) for _ in range(dice.randint(1, 2))]
    writer.writerow(list(rows[0]))
    writer.writerows([list(map(str, row.values())) for row in rows])
    return out.getvalue().encode(dice.choice(["utf-8", "utf-16", "cp1252", "utf-8-sig"]), "replace")


def _links(dice: random.Random, page: bytes) -> bytes:
    mark = dice.choice([b"<title>Pocket Export</title>", b"<!DOCTYPE NETSCAPE-Bookmark-file-1>"])
    return (
        mark + b'<a href="https://ledger.example/1" time_added="1720000000">A</a>' * dice.randint(0, 3) + page[:3_000]
    )


def _warc(dice: random.Random, page: bytes) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=dice.random() < 0.7)
    for _ in range(dice.randint(1, 3)):
        packing = dice.choice(["", "gzip", "br", "deflate"])
        headers = [("Content-Type", dice.choice(["text/html", "text/html; charset=nonsense", "image/png", ""]))]
        headers += [("Content-Encoding", packing)] if packing else []
        headers += [("Transfer-Encoding", "chunked")] if dice.random() < 0.3 else []
        body = gzip.compress(page, 1) if packing == "gzip" and dice.random() < 0.7 else page
        http = StatusAndHeaders(dice.choice(["200 OK", "200", "404 x", "999"]), headers, protocol="HTTP/1.1")
        url = f"https://ledger.example/{dice.random()}"
        told = {"WARC-Date": dice.choice(["2025-07-01T10:00:00Z", "0001-01-01T00:00:00Z", "x", "9999-12-31T23:59:59Z"])}
        kind = dice.choice(["response", "response", "response", "revisit"])
        if kind == "revisit":
            writer.write_record(writer.create_revisit_record(url, "sha1:A", url, "2025-07-01T10:00:00Z"))
        else:
            record = writer.create_warc_record(url, kind, io.BytesIO(body), http_headers=http, warc_headers_dict=told)
            writer.write_record(record)
    return out.getvalue()


def _wacz(dice: random.Random, page: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr(dice.choice(["archive/a.warc.gz", "a.txt"]), _warc(dice, page))
    return out.getvalue()


def _saved(dice: random.Random, page: bytes) -> bytes:
    date = dice.choice(["Tue Jul 08 2025 10:12:33 GMT+0200", "Tue Jul 08 2025 10:12:33 GMT+9999", "x", "\x00" * 50])
    url = f"https://ledger.example/{dice.random()}"
    note = f"<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: {url} \n saved date: {date} (x)\n-->"
    return note.encode() + page


WRAPPERS: list[tuple[str, Callable[[random.Random, bytes], bytes]]] = [
    (".html", _plain), (".html", _plain), (".txt", _plain), ("", _plain), (".html", _saved), (".html.gz", _gzip),
    (".zip", _zip), (".mhtml", _mhtml), (".eml", _letter), (".jsonl", _lines), (".json", _json), (".csv", _csv),
    (".html", _links), (".warc.gz", _warc), (".warc", _warc), (".wacz", _wacz), (".arc", _plain), (".csv.gz", _gzip),
]  # fmt: skip
