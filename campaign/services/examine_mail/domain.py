"""Whether mail can come back to us, and how it could come better protected."""

from collections.abc import Iterator

from campaign.domain.dns import tag_list, zone_line
from campaign.domain.findings import Finding, good, hint, wrong
from campaign.domain.ports import Resolver


def exchanges(from_domain: str, return_domain: str, resolver: Resolver) -> Iterator[Finding]:
    """Yield for each of our domains whether anybody takes mail for it."""
    for domain in dict.fromkeys((from_domain, return_domain)):
        yield _exchange(domain, resolver)


def _exchange(domain: str, resolver: Resolver) -> Finding:
    publish = zone_line(domain, "MX", f"10 mail.{domain}.")
    hosts = [record.partition(" ")[2] for record in resolver.look_up(domain, "MX")]
    if not hosts:
        return wrong(f"MX: nobody takes mail for {domain}; bounces get lost", publish=publish)
    if not any(hosts):
        return wrong(f"MX: {domain} says that it takes no mail (null MX)", publish=publish)
    dead = [host for host in hosts if not _has_address(host, resolver)]
    if len(dead) == len(hosts):
        return wrong(f"MX: {', '.join(dead)} of {domain} has no address")
    if dead:
        return hint(f"MX: {', '.join(dead)} of {domain} has no address; take it out")
    return good(f"MX: {', '.join(hosts)} takes mail for {domain}")


def _has_address(host: str, resolver: Resolver) -> bool:
    return bool(resolver.look_up(host, "A") or resolver.look_up(host, "AAAA"))


def further(domain: str, resolver: Resolver) -> Iterator[Finding]:
    """Yield what protects mail that comes to us: worth having, not needed."""
    if not _has(f"_mta-sts.{domain}", "STSv1", resolver):
        yield hint(f"MTA-STS: {domain} has none; mail to it may travel without encryption")
    name = f"_smtp._tls.{domain}"
    if not _has(name, "TLSRPTv1", resolver):
        record = zone_line(name, "TXT", f"v=TLSRPTv1; rua=mailto:postmaster@{domain}")
        yield hint(f"TLS-RPT: {domain} asks for no reports on encryption", publish=record)


def _has(name: str, version: str, resolver: Resolver) -> bool:
    return any(tag_list(text).get("v") == version for text in resolver.look_up(name, "TXT"))
