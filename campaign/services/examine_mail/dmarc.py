"""Whether our mail is told apart from mail that only looks like it."""

from collections.abc import Iterator

from campaign.domain.dkim import PublicKey
from campaign.domain.dmarc import Dmarc, find_policy
from campaign.domain.dns import is_within, tag_list, zone_line
from campaign.domain.findings import Finding, good, hint, wrong
from campaign.domain.ports import Resolver

_ASKS = {"none": "nothing", "quarantine": "to set it aside", "reject": "to refuse it"}


def policy(
    from_domain: str, return_domain: str, key: PublicKey | None, resolver: Resolver
) -> Iterator[Finding]:
    """Yield the policy that holds for the From domain, and whether SPF and DKIM speak for it."""
    found = find_policy(from_domain, resolver)
    if not found.name:
        name = f"_dmarc.{found.organization}"
        text = f"v=DMARC1; p=none; rua=mailto:dmarc@{found.organization}"
        yield wrong(
            f"DMARC: {from_domain} has no policy, and large receivers refuse mail without one",
            publish=zone_line(name, "TXT", text),
        )
        return
    yield _asked(from_domain, found)
    yield from _reports(found, resolver)
    by_spf = _speaks_for(return_domain, found, "aspf", resolver)
    by_dkim = key is not None and _speaks_for(key.domain, found, "adkim", resolver)
    yield from _alignment(found, by_spf=by_spf, return_domain=return_domain)
    if key is not None and not by_dkim:
        yield wrong(f"DMARC: a signature of {key.domain} does not speak for {from_domain}")
    elif key is not None:
        yield good(f"DMARC: the signature of {key.domain} speaks for {from_domain}")


def _asked(domain: str, found: Dmarc) -> Finding:
    if found.policy not in _ASKS:
        return wrong(f"DMARC: p={found.policy} at _dmarc.{found.name} is no policy")
    sentence = (
        f"DMARC: _dmarc.{found.name} asks {_ASKS[found.policy]} with mail that is not {domain}'s"
    )
    if found.policy == "none":
        return hint(f"{sentence}; once the reports are clean, ask for quarantine")
    return good(sentence)


def _reports(found: Dmarc, resolver: Resolver) -> Iterator[Finding]:
    """Yield whether anybody hears of mail that fails, and agreed to (RFC 9990)."""
    addresses = [uri.strip() for uri in found.tags.get("rua", "").split(",") if uri.strip()]
    if not addresses:
        yield hint(f"DMARC: nobody gets the reports; add rua=mailto:dmarc@{found.organization}")
    for address in addresses:
        elsewhere = address.partition("!")[0].rpartition("@")[2].lower()
        if not address.startswith("mailto:") or is_within(elsewhere, found.organization):
            continue
        name = f"{found.name}._report._dmarc.{elsewhere}"
        agreed = [tag_list(text).get("v") for text in resolver.look_up(name, "TXT")]
        if "DMARC1" not in agreed:
            yield hint(
                f"DMARC: {elsewhere} does not say that it takes the reports of {found.name}",
                publish=zone_line(name, "TXT", "v=DMARC1"),
            )


def _alignment(found: Dmarc, *, by_spf: bool, return_domain: str) -> Iterator[Finding]:
    if by_spf:
        yield good(f"DMARC: SPF of {return_domain} speaks for {found.domain}")
    else:
        yield hint(f"DMARC: SPF of {return_domain} does not speak for {found.domain}; DKIM must")


def _speaks_for(domain: str, found: Dmarc, way: str, resolver: Resolver) -> bool:
    """Tell whether what a domain proves counts for the From domain."""
    if domain == found.domain:
        return True
    if found.is_strict(way):
        return False
    return find_policy(domain, resolver).organization == found.organization
