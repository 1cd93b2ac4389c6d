"""Functions of CIDR blocks."""

from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

from opexlint.languages.terraform.functions.signature import Plain, Unsure
from opexlint.languages.terraform.values import Failure
from opexlint.model import LIST

Network = IPv4Network | IPv6Network
Number = int | Decimal


def _network(prefix: str) -> Network:
    try:
        found = ip_network(prefix, strict=False)
    except ValueError as error:
        raise Failure(f'"{prefix[:60]}" is no CIDR block') from error
    if "/" not in prefix or any(part.startswith("0") and len(part) > 1 for part in prefix.partition("/")[0].split(".") if "." in prefix):
        raise Failure(f'"{prefix[:60]}" is no CIDR block')
    if isinstance(found, IPv6Network) and found.network_address.ipv4_mapped is not None:
        raise Unsure("the address is an IPv4 one in IPv6's clothes")
    return found


def _whole(value: Number) -> int:
    if value != int(value):
        raise Failure("a whole number is needed")
    return int(value)


def _host(prefix: str, number: Number) -> str:
    network, index = _network(prefix), _whole(number)
    if not -network.num_addresses <= index < network.num_addresses:
        raise Failure(f"{prefix} has no address of that number")
    return str(network[index])


def _contains(prefix: str, part: str) -> bool:
    network = _network(prefix)
    inner = _network(part) if "/" in part else _network(f"{part}/{network.max_prefixlen}")
    if network.version != inner.version:
        raise Failure("the addresses are of different kinds")
    return network.prefixlen <= inner.prefixlen and inner.network_address in network


def _netmask(prefix: str) -> str:
    network = _network(prefix)
    if isinstance(network, IPv6Network):
        raise Failure("IPv6 addresses have no netmask")
    return str(network.netmask)


def _within(network: Network, bits: int, number: int) -> str:
    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen or not 0 <= number < 2**bits:
        raise Failure("the prefix has no such subnet")
    first = int(network.network_address) + (number << (network.max_prefixlen - length))
    return str(type(network)((first, length)))


def _subnet(prefix: str, bits: Number, number: Number) -> str:
    return _within(_network(prefix), _whole(bits), _whole(number))


def _subnets(prefix: str, *bits: Number) -> list[str]:
    network = _network(prefix)
    following = int(network.network_address)
    found = []
    for one in map(_whole, bits):
        length = network.prefixlen + one
        if one < 1 or length > network.max_prefixlen:
            raise Failure("the prefix has no such subnet")
        size = 1 << (network.max_prefixlen - length)
        following = -(-following // size) * size
        if following + size > int(network.network_address) + network.num_addresses:
            raise Failure("the prefix has no room for that subnet")
        found.append(str(type(network)((following, length))))
        following += size
    return found


PLAIN: Final = {
    "cidrcontains": Plain(_contains, ("string", "string")),
    "cidrhost": Plain(_host, ("string", "number")),
    "cidrnetmask": Plain(_netmask, ("string",)),
    "cidrsubnet": Plain(_subnet, ("string", "number", "number")),
    "cidrsubnets": Plain(_subnets, ("string",), "number", LIST),
}
