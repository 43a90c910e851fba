"""Which network addresses may be fetched from: the public ones, and private networks that the operator names.

Python's `ipaddress` carries IANA's special-purpose registries; what it does not know is added here with its source.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address
    Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# Cloud metadata services: they give out credentials to whoever asks from inside, so no setting opens them.
METADATA: Final = frozenset(
    ipaddress.ip_address(address)
    for address in (
        "169.254.169.254",  # AWS, Azure, Google Cloud, OpenStack, Tencent Cloud, Huawei Cloud
        "169.254.170.2",  # AWS ECS task credentials
        "169.254.170.23",  # AWS EKS pod identity
        "fd00:ec2::254",  # AWS over IPv6
        "fd00:ec2::23",  # AWS EKS pod identity over IPv6
        "fd20:ce::254",  # Google Cloud over IPv6
        "100.100.100.200",  # Alibaba Cloud
        "192.0.0.192",  # Oracle Cloud, classic
        "168.63.129.16",  # Azure's wire server; a public address by registry
    )
)

# First match names the reason. RFC 6598, 6890, 4291, 8215 and IANA's registries of 2026.
_RANGES: Final[tuple[tuple[str, tuple[Network, ...]], ...]] = tuple(
    (code, tuple(ipaddress.ip_network(network) for network in networks))
    for code, networks in (
        ("address-loopback", ("127.0.0.0/8", "::1/128")),
        ("address-unspecified", ("0.0.0.0/8", "::/128")),  # Linux connects 0.0.0.0 to itself
        ("address-link-local", ("169.254.0.0/16", "fe80::/10")),
        ("address-private", ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10")),
        ("address-private", ("64:ff9b:1::/48",)),  # NAT64 for private use, RFC 8215
        ("address-shared", ("100.64.0.0/10",)),  # carrier-grade NAT
        ("address-multicast", ("224.0.0.0/4", "ff00::/8")),
    )
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")


def refusal(address: Address, allowed: Sequence[Network] = ()) -> str | None:
    """Return the code of the reason why `address` may not be connected to, or None.

    An IPv6 address that carries an IPv4 one is judged by what it carries, because that is where the packets end;
    `allowed` opens networks that are not public, and nothing else does.
    """
    judged = _carried(address) or (address,)
    if METADATA.intersection((address, *judged)):
        return "address-metadata"
    if all(_inside(inner, allowed) for inner in judged):
        return None
    for inner in judged:
        for code, networks in _RANGES:
            if _inside(inner, networks):
                return code
    if not all(inner.is_global for inner in judged):
        return "address-reserved"
    # 6to4, Teredo and compatible addresses are obsolete: no forge has one.
    return None if judged == (address,) or address in _NAT64 or _mapped(address) else "address-reserved"


def _inside(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks if network.version == address.version)


def _mapped(address: Address) -> bool:
    return isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None


def _carried(address: Address) -> tuple[Address, ...]:
    """Return the IPv4 addresses inside an IPv6 address: mapped, compatible, NAT64, 6to4 or Teredo."""
    if isinstance(address, ipaddress.IPv4Address):
        return ()
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    if address.sixtofour:
        return (address.sixtofour,)
    if address.teredo:
        return address.teredo
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return ()
