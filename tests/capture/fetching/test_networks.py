"""Which addresses and which texts of URLs are asked."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.capture.fetching.networks import reason_to_refuse, rules
from articles.capture.fetching.urls import UrlError, read_url

IPV4 = st.integers(0, 2**32 - 1).map(IPv4Address)
IPV6 = st.integers(0, 2**128 - 1).map(IPv6Address)
PRIVATE_NETWORKS = """0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24
192.168.0.0/16 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4 255.255.255.255/32"""
PRIVATE = st.sampled_from(PRIVATE_NETWORKS.split()).flatmap(
    lambda text: st.integers(0, ip_network(text).num_addresses - 1).map(lambda n: ip_network(text)[n])
)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:2800:220:1:248:1893:25c8:1946", "2a00::1"]
)
def test_public_addresses_are_asked(address):
    assert reason_to_refuse(address) == ""


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("127.0.0.1", "this machine"),
        ("127.255.255.254", "this machine"),
        ("0.0.0.0", "this machine"),
        ("::1", "this machine"),
        ("::", "this machine"),
        ("10.1.2.3", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "private"),
        ("fd00:ec2::254", "private"),
        ("169.254.169.254", "metadata"),
        ("168.63.129.16", "metadata"),
        ("192.0.0.192", "metadata"),
        ("fe80::1", "link"),
        ("fe80::1%eth0", "link"),
        ("2001:db8::1", "reserved"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("::ffff:8.8.8.8", "IPv4"),
        ("::ffff:127.0.0.1", "IPv4"),
        ("64:ff9b::808:808", "reserved"),
        ("64:ff9b:1::808:808", "reserved"),
        ("2002:808:808::1", "6to4"),
        ("not an address", "no address"),
    ],
)
def test_other_addresses_are_refused_with_a_reason(address, word):
    assert word in reason_to_refuse(address)


@given(IPV4)
def test_no_ipv4_address_that_python_knows_as_special_is_asked(address):
    if not address.is_global or address.is_multicast or address.is_reserved:
        assert reason_to_refuse(str(address))


@given(IPV6)
def test_no_ipv6_address_outside_the_global_space_is_asked(address):
    if address not in rules().global_ipv6 or not address.is_global:
        assert reason_to_refuse(str(address))


@given(PRIVATE)
def test_no_private_address_is_asked_in_any_writing(address):
    number = int(address)
    a, b, c, d = address.packed
    for host in (
        str(address),
        f"{address}.",
        str(number),
        hex(number),
        f"0{number:o}",
        f"{a}.{b}.{c * 256 + d}",
        f"{a}.{b * 65536 + c * 256 + d}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
        f"{a}.{b}.{c}.{d:#x}",
        "".join(chr(0xFF10 + int(char)) if char.isdigit() else "\u3002" for char in str(address)),
        f"[::ffff:{address}]",
        f"[::{address}]",
        f"[64:ff9b::{address}]",
        f"[2002:{a:02x}{b:02x}:{c:02x}{d:02x}::]",
        f"[2001:0:{a:02x}{b:02x}:{c:02x}{d:02x}::1]",
        f"user@{address}",
        f"example.org@{address}",
        f"example.org:80@{address}",
        f"{address}\\@example.org",
        f"example.org\\@{address}",
    ):
        with pytest.raises(UrlError):
            read_url(f"http://{host}/")


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text):
    for url in (text, f"http://{text}", f"https://example.org/{text}", f"http://{text}@example.org/{text}"):
        try:
            address = read_url(url)
        except UrlError:
            continue
        assert address.host.isascii()
        assert address.scheme in ("http", "https")
        assert address.target.startswith("/")
        assert address.target.isascii()
        assert not any(char <= " " for char in address.url)
        assert read_url(address.url) == address


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (" https://Example.ORG./a b".replace(" b", ""), "https://example.org/a"),
        ("HTTP://example.org:80", "http://example.org/"),
        ("https://example.org:8443/x?q=ü#part", "https://example.org:8443/x?q=%C3%BC"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/%C3%A4"),
        ("https://under_score.example/", "https://under_score.example/"),
        ("https://[2606:2800:220:1::1]/", "https://[2606:2800:220:1::1]/"),
        ("https://example.org/a%20b?x=%2F", "https://example.org/a%20b?x=%2F"),
        ("https://example.org?x", "https://example.org/?x"),
    ],
)
def test_addresses_have_one_writing(text, url):
    assert read_url(text).url == url


@pytest.mark.parametrize("host", ["localhost", "intranet", "printer.local", "db.internal", "a.localhost.", "x.onion"])
def test_names_of_local_networks_are_refused(host):
    with pytest.raises(UrlError, match="local network"):
        read_url(f"https://{host}/")
