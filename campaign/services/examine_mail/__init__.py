"""Examine how our mail looks to those who receive it: the DNS, the relay, the signature.

Nothing is changed and nothing is sent.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from ipaddress import ip_address

from campaign.domain.dkim import PublicKey
from campaign.domain.dns import NoAnswer, is_within
from campaign.domain.findings import Finding, hint, wrong
from campaign.domain.ports import RelayProbe, Resolver
from campaign.domain.relay import ChannelDown, RelayFacts
from campaign.services.examine_mail import relay as about_relay
from campaign.services.examine_mail.dkim import signature
from campaign.services.examine_mail.dmarc import policy
from campaign.services.examine_mail.domain import exchanges, further
from campaign.services.examine_mail.spf import senders

__all__ = ["examine_mail"]

_INVENTED = ("invalid", "test", "example", "localhost", "example.com", "example.net")
"""Domains that no mail can come from (RFC 2606); `example.org` is left for rehearsals."""

_Part = Callable[[], Iterator[Finding]]


def examine_mail(  # Each domain by its name, and each edge.
    *,
    from_domain: str,
    return_domain: str,
    key: PublicKey | None,
    outgoing: str,
    resolver: Resolver,
    probe: RelayProbe,
    now: datetime,
) -> Iterator[Finding]:
    """Yield what is true of our mail, part by part; a part without an answer says so.

    `from_domain` is what readers see, `return_domain` where bounces go. `outgoing` is the
    address from which the relay reaches the world, where it is known.
    """
    if any(is_within(from_domain, invented) for invented in _INVENTED):
        yield wrong(f"From: no mail can come from {from_domain}; set CAMPAIGN_MAIL_FROM")
        return
    relay, down = _look(probe)
    if silence := _silence(from_domain, resolver):
        yield wrong(f"DNS: {silence}; nothing is known of our domain from here")
        yield from about_relay.encryption(relay, down, now)
        return
    addresses = _outgoing(relay, outgoing, from_domain, return_domain)
    parts: dict[str, _Part] = {
        "MX": lambda: exchanges(from_domain, return_domain, resolver),
        "SPF": lambda: senders(return_domain, addresses, resolver),
        "DKIM": lambda: signature(from_domain, key, resolver),
        "DMARC": lambda: policy(from_domain, return_domain, key, resolver),
        "PTR": lambda: about_relay.names(addresses, resolver),
        "TLS": lambda: about_relay.encryption(relay, down, now),
        "Hints": lambda: further(return_domain, resolver),
    }
    for name, part in parts.items():
        try:
            yield from part()
        except NoAnswer as error:
            yield wrong(f"{name}: the DNS gave no answer ({error}); try again")
    if not addresses:
        yield hint(
            "Outgoing address: not known, so SPF was not tried with it, and PTR not at all;"
            " give it with --outgoing, or ask who runs the relay"
        )


def _silence(domain: str, resolver: Resolver) -> str:
    """Say why the DNS is not to be believed: it is away, or cut off from the world."""
    top = domain.rpartition(".")[2]
    try:
        if resolver.look_up(top, "NS"):
            return ""
    except NoAnswer as error:
        return f"no server answers ({error})"
    return f"the server that this machine asks does not even know .{top}"


def _look(probe: RelayProbe) -> tuple[RelayFacts | None, str]:
    try:
        return probe.look(), ""
    except ChannelDown as down:
        return None, str(down)


def _outgoing(
    relay: RelayFacts | None, given: str, from_domain: str, return_domain: str
) -> tuple[str, ...]:
    """Return from where the relay reaches the world: what we were told, or a relay of our own.

    A provider's relay takes mail at one address and sends it on from others, and so does one
    that the world does not see.
    """
    if given or relay is None:
        return (given,) if given else ()
    above = relay.host.partition(".")[2]
    ours = "." in above and any(is_within(each, above) for each in (from_domain, return_domain))
    if not (ours or any(is_within(relay.host, each) for each in (from_domain, return_domain))):
        return ()
    return tuple(each for each in relay.addresses if ip_address(each).is_global)
