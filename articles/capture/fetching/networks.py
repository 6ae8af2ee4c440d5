"""Which addresses of the internet are asked: public ones only."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any, Final

_DATA: Final = Path(__file__).parent / "data" / "addresses.toml"
Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    networks: tuple[tuple[IPv4Network | IPv6Network, str], ...]
    global_ipv6: IPv6Network
    ports: frozenset[int]
    local_names: tuple[str, ...]


def reason_to_refuse(address: str) -> str:
    """Why an IP address is never connected to, empty where it is a public one.

    An IPv6 address that stands for an IPv4 one (mapped, 6to4, NAT64, Teredo) is refused whatever it stands for.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "no address of the internet"
    if isinstance(ip, IPv6Address):
        if ip.scope_id is not None:
            return "an address of one link"
        if ip not in rules().global_ipv6:
            return _outside(ip)
    return next((reason for network, reason in rules().networks if ip in network), "")


def web_ports() -> frozenset[int]:
    """The ports that are asked."""
    return rules().ports


def is_local_name(host: str) -> bool:
    """Whether a host name, in lower case and without a dot at its end, is one of no public network."""
    return any(host == name or host.endswith(f".{name}") for name in rules().local_names)


@cache
def rules() -> _Rules:
    """The data file's word on networks, ports and names."""
    told: dict[str, Any] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return _Rules(
        networks=tuple(
            (ip_network(one), entry["reason"]) for entry in told["networks"] for one in entry["ranges"].split()
        ),
        global_ipv6=IPv6Network(told["global_ipv6"]),
        ports=frozenset(told["ports"]),
        local_names=tuple(told["local_names"].split()),
    )


def _outside(ip: IPv6Address) -> str:
    """What to call an IPv6 address that is none of the global ones."""
    if ip.ipv4_mapped is not None:
        return "an IPv4 address written as IPv6"
    if ip.is_loopback or ip.is_unspecified:
        return "an address of this machine"
    if ip.is_link_local:
        return "an address of the machine's own link"
    if ip.is_multicast:
        return "a multicast or broadcast address"
    return "a private or reserved address"
