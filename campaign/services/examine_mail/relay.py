"""How the relay is called, and how mail travels to it."""

import ipaddress
from collections.abc import Iterator
from datetime import datetime, timedelta

from campaign.domain.findings import Finding, good, hint, wrong
from campaign.domain.ports import Resolver
from campaign.domain.relay import RelayFacts

_SOON = timedelta(days=14)


def names(addresses: tuple[str, ...], resolver: Resolver) -> Iterator[Finding]:
    """Yield whether each address has a name, and the name that address (RFC 8601, iprev)."""
    for address in addresses:
        pointer = ipaddress.ip_address(address).reverse_pointer
        found = resolver.look_up(pointer, "PTR")
        if not found:
            yield wrong(
                f"PTR: {address} has no name; large receivers refuse mail from there."
                " Who rents you the address publishes it",
                publish=f"{pointer}. PTR mail.example.org.",
            )
        elif any(_leads_to(name, address, resolver) for name in found):
            yield good(f"PTR: {address} is called {found[0]}, which leads back to it")
        else:
            kind = "AAAA" if ":" in address else "A"
            yield wrong(
                f"PTR: {address} is called {found[0]}, which does not lead back to it",
                publish=f"{found[0]}. {kind} {address}",
            )


def _leads_to(name: str, address: str, resolver: Resolver) -> bool:
    found = resolver.look_up(name, "AAAA" if ":" in address else "A")
    wanted = ipaddress.ip_address(address)
    return wanted in [ipaddress.ip_address(one) for one in found]


def encryption(relay: RelayFacts | None, down: str, now: datetime) -> Iterator[Finding]:
    """Yield how a session with the relay is encrypted, and how long that will last."""
    if relay is None:
        yield wrong(f"TLS: {down}")
        return
    if relay.is_on_this_machine:
        yield hint(f"TLS: the relay {relay.host} is on this machine; what it does is not seen here")
        return
    if relay.encryption == "none":
        yield wrong(f"TLS: {relay.host} offers no encryption; letters travel to it in the open")
        return
    if relay.certificate_fault:
        yield wrong(f"TLS: the certificate of {relay.host} is not right: {relay.certificate_fault}")
        return
    left = relay.certificate_ends_at - now if relay.certificate_ends_at else timedelta(0)
    sentence = f"TLS: {relay.host} encrypts ({relay.encryption}), its certificate holds"
    yield (good if left > _SOON else hint)(f"{sentence} {left.days} more days")
