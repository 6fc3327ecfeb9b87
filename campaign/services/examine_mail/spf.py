"""Whether the domain that bounces go to lets our relay send."""

from collections.abc import Iterator

from campaign.domain.dns import zone_line
from campaign.domain.findings import Finding, good, hint, wrong
from campaign.domain.ports import Resolver
from campaign.domain.spf import MOST_LOOK_UPS, Spf, read_spf

_SAYS = {
    "-": "refuse it (-all)",
    "~": "doubt it (~all)",
    "?": "think what you like (?all)",
    "": "nothing",
}


def senders(domain: str, addresses: tuple[str, ...], resolver: Resolver) -> Iterator[Finding]:
    """Yield what the record says, whether it can be read, and whether it covers our relay."""
    spf = read_spf(domain, resolver)
    if not spf.records:
        term = "".join(f"{_network(address)} " for address in addresses) or "include:RELAY "
        record = zone_line(domain, "TXT", f"v=spf1 {term}-all")
        yield wrong(f"SPF: {domain} does not say who may send for it", publish=record)
        return
    for fault in spf.faults:
        yield wrong(f"SPF: the record of {domain} is not right: {fault}")
    if not spf.faults:
        yield good(
            f"SPF: {domain} has a record, {spf.look_ups} of {MOST_LOOK_UPS} look-ups:"
            f" {spf.records[0]}"
        )
    yield _rest(domain, spf)
    for address in addresses:
        yield _covered(domain, address, spf, resolver)


def _rest(domain: str, spf: Spf) -> Finding:
    if spf.everybody_else == "+":
        return wrong(f"SPF: {domain} lets everybody send (+all); end the record with -all")
    sentence = f"SPF: of all others {domain} says: {_SAYS[spf.everybody_else]}"
    if spf.everybody_else in {"-", "~"}:
        return good(sentence)
    return hint(f"{sentence}; end the record with ~all, and later with -all")


def _covered(domain: str, address: str, spf: Spf, resolver: Resolver) -> Finding:
    if read_spf(domain, resolver, address).passes:
        return good(f"SPF: {domain} lets {address} send")
    version, _, rest = spf.records[0].partition(" ")
    record = zone_line(domain, "TXT", f"{version} {_network(address)} {rest}".rstrip())
    return wrong(f"SPF: {domain} does not let {address} send", publish=record)


def _network(address: str) -> str:
    return f"{'ip6' if ':' in address else 'ip4'}:{address}"
