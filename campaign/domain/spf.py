"""Who may send mail for a domain (SPF, RFC 7208), and what is wrong with how it says so.

Every term is walked, whether an earlier one already matched or not: a receiver may come to any
of them, and the limits hold for each.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from campaign.domain.dns import RecordKind
from campaign.domain.ports import Resolver

MOST_LOOK_UPS = 10
MOST_VOIDS = 2
_MOST_EXCHANGES = 10
_ENOUGH = 3 * MOST_LOOK_UPS
"""Where we stop walking ourselves: the record is broken anyhow."""

_TERM = re.compile(r"([+?~-]?)([A-Za-z][A-Za-z0-9_.-]*)(?:([:=])([^/\s]+))?((?:/\d+)?(?://\d+)?)")
_ALONE = frozenset({"all"})
_LOOK_UPS = frozenset({"include", "a", "mx", "ptr", "exists"})
_NETWORKS = frozenset({"ip4", "ip6"})

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(slots=True)
class Spf:
    """What a domain's record comes to.

    `everybody_else` is what it says of those whom it does not name: `-`, `~`, `?`, `+`, or
    nothing. `passes` is whether it lets the given address send, or None without one.
    """

    records: tuple[str, ...] = ()
    look_ups: int = 0
    voids: int = 0
    everybody_else: str = ""
    passes: bool | None = None
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Term:
    qualifier: str
    name: str
    value: str
    lengths: str
    is_modifier: bool


def read_spf(domain: str, resolver: Resolver, address: str = "") -> Spf:
    """Read the record of a domain, and those it leads to. Raises NoAnswer."""
    spf = Spf(records=_records(domain, resolver))
    if not spf.records:
        return spf
    walk = _Walk(spf, resolver, ipaddress.ip_address(address) if address else None)
    result = walk.result_of(domain, spf.records[0])
    if address:
        spf.passes = result == "+"
    if len(spf.records) > 1:
        spf.faults.append("there are several records, so none counts")
    if spf.look_ups > MOST_LOOK_UPS:
        spf.faults.append(f"it needs {spf.look_ups} look-ups, and {MOST_LOOK_UPS} are allowed")
    if spf.voids > MOST_VOIDS:
        spf.faults.append(f"{spf.voids} look-ups find nothing, and {MOST_VOIDS} may")
    return spf


def _records(domain: str, resolver: Resolver) -> tuple[str, ...]:
    found = resolver.look_up(domain, "TXT")
    return tuple(text for text in found if re.match(r"v=spf1(?: |$)", text, re.IGNORECASE))


class _Walk:
    """One walk over a record and all that it leads to."""

    def __init__(self, spf: Spf, resolver: Resolver, address: _Address | None) -> None:
        self._spf = spf
        self._resolver = resolver
        self._address = address
        self._open: list[str] = []

    def result_of(self, domain: str, record: str, *, included: bool = False) -> str:
        """Return the qualifier of the first term that matches, or nothing.

        An `all` in a record that is only included says nothing of ours.
        """
        self._open.append(domain)
        terms = list(self._terms(record))
        results = [term.qualifier for term in terms if self._matches(term, domain)]
        everybody_else = [term.qualifier for term in terms if term.name == "all"]
        redirects = [term.value for term in terms if term.name == "redirect"]
        if everybody_else and not included:
            self._spf.everybody_else = everybody_else[0]
        if redirects and not everybody_else:
            results.append(self._follow(redirects[0], included=included))
        self._open.pop()
        return results[0] if results else ""

    def _terms(self, record: str) -> Iterator[_Term]:
        for word in record.split()[1:]:
            found = _TERM.fullmatch(word)
            if found is None:
                self._fault(f"{word} is no term")
                continue
            qualifier, name, sign, value, lengths = found.groups()
            term = _Term(qualifier or "+", name.lower(), value or "", lengths, sign == "=")
            known = term.name in _ALONE | _LOOK_UPS | _NETWORKS
            if not term.is_modifier and not known:
                self._fault(f"{word} is no term")
            elif term.is_modifier and (known or qualifier):
                self._fault(f"{word} needs a colon")
            elif term.name in {"include", "exists"} and not value:
                self._fault(f"{word} names no domain")
            else:
                yield term

    def _matches(self, term: _Term, domain: str) -> bool:
        if term.is_modifier or term.name == "all":
            return term.name == "all"
        if term.name in _NETWORKS:
            return self._is_in(self._network(f"{term.value}{term.lengths}"))
        if term.name == "include":
            return self._follow(term.value, included=True) == "+"
        return self._counts() and "%" not in term.value and self._is_found(term, domain)

    def _is_found(self, term: _Term, domain: str) -> bool:
        name = term.value or domain
        match term.name:
            case "a":
                return self._is_any_of(name, term.lengths)
            case "mx":
                return self._is_an_exchange_of(name, term.lengths)
            case "exists":
                return bool(self._ask(name, "A"))
            case _:
                self._fault("ptr should not be used any more")
                return False

    def _follow(self, domain: str, *, included: bool) -> str:
        """Walk another domain's record. What a receiver fills in (`%`) cannot be known here."""
        if not self._counts() or "%" in domain:
            return ""
        if domain in self._open:
            self._fault(f"{domain} leads back to itself")
            return ""
        records = _records(domain, self._resolver)
        if not records:
            self._spf.voids += 1
            self._fault(f"{domain} has no record to lead to")
            return ""
        return self.result_of(domain, records[0], included=included)

    def _counts(self) -> bool:
        self._spf.look_ups += 1
        return self._spf.look_ups < _ENOUGH

    def _is_any_of(self, name: str, lengths: str) -> bool:
        found = [*self._ask(name, "A", void=False), *self._ask(name, "AAAA", void=False)]
        self._spf.voids += not found
        return any(self._is_in(self._network(f"{one}{_length(one, lengths)}")) for one in found)

    def _is_an_exchange_of(self, name: str, lengths: str) -> bool:
        exchanges = self._ask(name, "MX")
        if len(exchanges) > _MOST_EXCHANGES:
            self._fault(f"{name} has more than {_MOST_EXCHANGES} mail servers")
        hosts = [exchange.partition(" ")[2] for exchange in exchanges[:_MOST_EXCHANGES]]
        matches = [self._is_any_of(host, lengths) for host in hosts]
        return any(matches)

    def _ask(self, name: str, kind: RecordKind, *, void: bool = True) -> tuple[str, ...]:
        found = self._resolver.look_up(name, kind)
        self._spf.voids += void and not found
        return found

    def _network(self, text: str) -> _Network | None:
        try:
            return ipaddress.ip_network(text, strict=False)
        except ValueError:
            self._fault(f"{text} is no network")
            return None

    def _is_in(self, network: _Network | None) -> bool:
        return network is not None and self._address is not None and self._address in network

    def _fault(self, fault: str) -> None:
        if fault not in self._spf.faults:
            self._spf.faults.append(fault)


def _length(address: str, lengths: str) -> str:
    """Return the length of the prefix that holds for an address: `/24//64` has one for each."""
    four, _, six = lengths.partition("//")
    if ":" in address:
        return f"/{six}" if six else ""
    return four
