"""Hostile URLs and pages: what is asked, and the cause and the words of the refusal that is due."""

from __future__ import annotations

import gzip
import zlib

import brotli

from articles.capture.bodies import zstd
from articles.capture.fetching.results import Cause
from tests.capture.fetching.servers import Answer, dripping, flooding, redirect, response, silent

MB = 1024 * 1024
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
PAGE = b"<!doctype html><title>Harbour</title><p>Ships came and went, and the harbour master counted them."


def bomb(size: int) -> bytes:
    """`size` zeros as gzip data, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([*(packer.compress(bytes(MB)) for _ in range(size // MB)), packer.flush()])


def bomb_of_brotli(size: int) -> bytes:
    packer = brotli.Compressor(quality=2)
    return b"".join([*(packer.process(bytes(MB)) for _ in range(size // MB)), packer.finish()])


def bomb_of_zstd(size: int) -> bytes:
    packer = zstd.ZstdCompressor()
    return b"".join([*(packer.compress(bytes(MB)) for _ in range(size // MB)), packer.flush()])


def wide() -> bytes:
    """A short page that asks for 128 MB of memory."""
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    return packer.compress(PAGE) + packer.flush()


URLS: tuple[tuple[str, str], ...] = (
    ("file:///etc/passwd", "only http"),
    ("ftp://example.org/a", "only http"),
    ("gopher://127.0.0.1:6379/_FLUSHALL", "only http"),
    ("javascript:alert(1)", "only http"),
    ("data:text/html,<p>hello", "only http"),
    ("dict://127.0.0.1:11211/stats", "only http"),
    ("//example.org/", "no web address"),
    ("example.org/page", "no web address"),
    ("", "no web address"),
    ("http://", "no host"),
    ("http:///etc/passwd", "no host"),
    ("http://127.0.0.1/", "this machine"),
    ("http://localhost/", "local network"),
    ("http://localhost./", "local network"),
    ("http://LOCALHOST:8000/admin/", "local network"),
    ("http://0/", "unusual writing"),
    ("http://0.0.0.0/", "this machine"),
    ("http://127.1/", "unusual writing"),
    ("http://2130706433/", "unusual writing"),
    ("http://0x7f000001/", "unusual writing"),
    ("http://0177.0.0.1/", "unusual writing"),
    ("http://127.0.0.1./", "this machine"),
    ("http://①②⑦.⓪.⓪.①/", "this machine"),
    ("http://[::1]/", "this machine"),
    ("http://[::]/", "this machine"),
    ("http://[::ffff:127.0.0.1]/", "IPv4"),
    ("http://[::ffff:a9fe:a9fe]/", "IPv4"),
    ("http://[64:ff9b::7f00:1]/", "reserved"),
    ("http://[2002:7f00:1::]/", "6to4"),
    ("http://[::127.0.0.1]/", "reserved"),
    ("http://[64:ff9b:1::a9fe:a9fe]/", "reserved"),
    ("http://[2001:0:7f00:1::]/", "reserved"),
    ("http://127.0.0.1。/", "this machine"),
    ("http://١٢٧.٠.٠.١/", "host name"),
    ("http://ⅼocalhost/", "local network"),
    ("http://loca\u00adlhost/", "local network"),
    ("http://example.org\uff0f@127.0.0.1/", "cannot be read"),
    ("http://example.org:٨٠/", "cannot be read"),
    ("http://[fe80::1%25eth0]/", "one link"),
    ("http://[fd00:ec2::254]/latest/meta-data/", "reserved"),
    ("http://169.254.169.254/latest/meta-data/", "metadata"),
    ("http://metadata.google.internal/", "local network"),
    ("http://100.100.100.200/", "private"),
    ("http://10.0.0.1/", "private"),
    ("http://192.168.0.1/", "private"),
    ("http://224.0.0.1/", "multicast"),
    ("http://255.255.255.255/", "broadcast"),
    ("http://admin:secret@example.org/", "name or password"),
    ("http://example.org@127.0.0.1/", "name or password"),
    ("http://example.org\\@127.0.0.1/", "backslash"),
    ("http://example.org/\r\nHost: 127.0.0.1", "control character"),
    ("http://exam\u200dple.org\x00.evil.example/", "control character"),
    ("http://example.org:22/", "port 22"),
    ("http://example.org:6379/", "port 6379"),
    ("http://example.org:0/", "port"),
    ("http://example.org:99999/", "cannot be read"),
    ("http://example.org:/", "port"),
    ("http://exam%70le.org/", "host name"),
    ("http://-example-.org/", "host name"),
    ("http://a" + ".a" * 200 + ".example/", "host name"),
    ("http://example.org/" + "a" * 5_000, "longer than"),
)

# Answers of a server, by their path: the answer, the cause, words of the reason.
PAGES: dict[str, tuple[Answer, Cause, str]] = {
    "/to-loopback": (redirect("http://127.0.0.1:80/"), Cause.REFUSED, "this machine"),
    "/to-metadata": (redirect("http://169.254.169.254/latest/"), Cause.REFUSED, "metadata"),
    "/to-file": (redirect("file:///etc/passwd"), Cause.REFUSED, "only http"),
    "/to-credentials": (redirect("http://a:b@example.org/"), Cause.REFUSED, "name or password"),
    "/to-port": (redirect("http://example.org:25/"), Cause.REFUSED, "port 25"),
    "/to-ipv6": (redirect("//[::1]:80/"), Cause.REFUSED, "this machine"),
    "/to-decimal": (redirect("//2130706433/"), Cause.REFUSED, "unusual writing"),
    "/to-mapped": (redirect("http://[::ffff:169.254.169.254]/"), Cause.REFUSED, "IPv4"),
    "/to-nat64": (redirect("http://[64:ff9b::a9fe:a9fe]/"), Cause.REFUSED, "reserved"),
    "/to-percent": (redirect("//%31%36%39.254.169.254/"), Cause.REFUSED, "unusual writing"),
    "/to-backslash": (redirect("/\\10.0.0.1/"), Cause.REFUSED, "unreadable"),
    "/to-folded": (
        b"HTTP/1.1 302 Found\r\nLocation: http://a.example/\r\n X-Evil: 1\r\nContent-Length: 0\r\n\r\n",
        Cause.REFUSED,
        "unreadable",
    ),
    "/to-two": (
        b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n",
        Cause.REFUSED,
        "this machine",
    ),
    "/to-itself": (redirect("/to-itself"), Cause.REFUSED, "circle"),
    "/to-nowhere": (redirect("http://[/"), Cause.REFUSED, "unreadable"),
    "/chain-0": (redirect("/chain-1"), Cause.REFUSED, "more than 8 redirects"),
    "/bomb": (response(bomb(24 * MB), content_encoding="gzip"), Cause.TOO_LARGE, "larger than"),
    "/bomb-deflate": (
        response(zlib.compress(bytes(24 * MB), 9), content_encoding="deflate"),
        Cause.TOO_LARGE,
        "larger",
    ),
    "/bomb-members": (response(gzip.compress(bytes(MB)) * 24, content_encoding="gzip"), Cause.TOO_LARGE, "larger"),
    "/bomb-twice": (response(gzip.compress(PAGE), content_encoding="gzip, gzip"), Cause.REFUSED, "packed"),
    "/packed-unasked": (response(b"\x1f\x9d", content_encoding="compress"), Cause.REFUSED, "packed"),
    "/bomb-brotli": (response(bomb_of_brotli(240 * MB), content_encoding="br"), Cause.TOO_LARGE, "larger"),
    "/bomb-zstd": (response(bomb_of_zstd(240 * MB), content_encoding="zstd"), Cause.TOO_LARGE, "larger"),
    "/bomb-frames": (response(zstd.compress(bytes(MB)) * 24, content_encoding="zstd"), Cause.TOO_LARGE, "larger"),
    "/frames": (response(zstd.compress(b"") * 20_000, content_encoding="zstd"), Cause.REFUSED, "too many pieces"),
    "/members": (response(gzip.compress(b"") * 20_000, content_encoding="gzip"), Cause.REFUSED, "too many pieces"),
    "/window": (response(wide(), content_encoding="zstd"), Cause.REFUSED, "unpacked"),
    "/packed-badly-br": (response(b"no brotli at all", content_encoding="br"), Cause.REFUSED, "cannot be unpacked"),
    "/packed-badly-zstd": (response(b"no zstd at all", content_encoding="zstd"), Cause.REFUSED, "cannot be unpacked"),
    "/packed-cut-br": (response(brotli.compress(PAGE)[:-3], content_encoding="br"), Cause.REFUSED, "too early"),
    "/packed-cut-zstd": (response(zstd.compress(PAGE)[:-3], content_encoding="zstd"), Cause.REFUSED, "too early"),
    "/packed-badly": (response(b"no gzip at all", content_encoding="gzip"), Cause.REFUSED, "cannot be unpacked"),
    "/packed-cut": (response(gzip.compress(PAGE)[:-12], content_encoding="gzip"), Cause.REFUSED, "too early"),
    "/says-large": (response(PAGE, content_length=str(10**12)), Cause.TOO_LARGE, "larger than"),
    "/endless": (
        flooding(HTML + b"\r\n", PAGE * 700),
        Cause.TOO_LARGE,
        "larger",
    ),
    "/endless-chunks": (
        flooding(
            HTML + b"Transfer-Encoding: chunked\r\n\r\n",
            b"ffff\r\n" + b"a" * 65_535 + b"\r\n",
        ),
        Cause.TOO_LARGE,
        "larger",
    ),
    "/endless-trailers": (
        flooding(HTML + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n", b"X-A: b\r\n" * 500),
        Cause.UNREACHABLE,
        "understood",
    ),
    "/slow-body": (
        dripping(HTML + b"\r\n<html>", b"a"),
        Cause.TIMEOUT,
        "within",
    ),
    "/slow-head": (dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), Cause.TIMEOUT, "within"),
    "/slow-early": (dripping(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"), Cause.TIMEOUT, "within"),
    "/silent": (silent(), Cause.TIMEOUT, "within"),
    "/endless-head": (
        flooding(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 8_000 + b"\r\n"),
        Cause.UNREACHABLE,
        "understood",
    ),
    "/no-http": (b"220 mail.example ESMTP\r\n", Cause.UNREACHABLE, "understood"),
    "/hangs-up": (b"", Cause.UNREACHABLE, "understood"),
    "/cut": (response(PAGE, content_length="9000"), Cause.UNREACHABLE, "understood"),
    "/two-lengths": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\n" + PAGE,
        Cause.UNREACHABLE,
        "understood",
    ),
    "/pdf": (response(b"%PDF-1.7", media_type="application/pdf"), Cause.REFUSED, "PDF"),
    "/pdf-as-html": (response(b"%PDF-1.7 and more"), Cause.REFUSED, "PDF"),
    "/zip-as-html": (response(b"PK\x03\x04" + bytes(60)), Cause.REFUSED, "ZIP"),
    "/picture": (response(b"\x89PNG", media_type="image/png"), Cause.REFUSED, "picture"),
    "/svg": (response(b"<svg><script>alert(1)</script></svg>", media_type="image/svg+xml"), Cause.REFUSED, "picture"),
    "/script": (response(b"alert(1)", media_type="text/javascript"), Cause.REFUSED, "part of a page"),
    "/program": (response(b"MZ\x90", media_type="application/x-msdownload"), Cause.REFUSED, "neither"),
    "/feed": (response(b"<rss/>", media_type="application/rss+xml"), Cause.REFUSED, "feed"),
    "/feed-as-html": (response(b'<?xml version="1.0"?><rss version="2.0">'), Cause.REFUSED, "feed"),
    "/no-type": (response(b"just bytes", media_type=""), Cause.REFUSED, "does not say"),
    "/odd-type": (response(b"x", media_type="<script>alert(1)</script>" + "x" * 9_000), Cause.REFUSED, "neither"),
    "/empty": (response(b"  \n "), Cause.REFUSED, "empty"),
    "/partial": (response(PAGE, status="206 Partial Content"), Cause.STATUS, "206"),
    "/no-content": (b"HTTP/1.1 204 No Content\r\n\r\n", Cause.STATUS, "204"),
    "/unchanged-unasked": (b"HTTP/1.1 304 Not Modified\r\n\r\n", Cause.STATUS, "304"),
    "/redirect-without-place": (response(status="302 Found"), Cause.STATUS, "302"),
    "/failing": (response(PAGE, status="500 Oh No"), Cause.STATUS, "500"),
    "/gone": (response(PAGE, status="410 Gone"), Cause.STATUS, "gone"),
}
CHAIN = {f"/chain-{n}": redirect(f"/chain-{n + 1}") for n in range(1, 30)}
