"""What a domain asks receivers to do with mail that only looks like its own (DMARC, RFC 9989)."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from campaign.domain.dns import tag_list
from campaign.domain.ports import Resolver

_DEEPEST = 8
"""A name with more labels is asked itself, and then from its seventh label on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dmarc:
    """The policy that holds for a domain: where it stands, and the domain's organization.

    `name` is empty where there is none.
    """

    domain: str
    organization: str
    name: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def policy(self) -> str:
        """What receivers are asked to do: none, quarantine or reject."""
        own = self.tags.get("p", "none")
        return own if self.name == self.domain else self.tags.get("sp", own)

    def is_strict(self, way: str) -> bool:
        """Tell whether SPF (`aspf`) or DKIM (`adkim`) must name the very same domain."""
        return self.tags.get(way, "r") == "s"


def find_policy(domain: str, resolver: Resolver) -> Dmarc:
    """Walk up the tree from a domain and return what holds for it. Raises NoAnswer."""
    found = {}
    for name in names_to_ask(domain):
        record = _record(name, resolver)
        if record is not None:
            found[name] = record
            if record.get("psd") in {"n", "y"}:
                break
    organization = _organization(domain, found)
    name = domain if domain in found else organization
    if name not in found:
        name = next(reversed(found), "")
    return Dmarc(domain=domain, organization=organization, name=name, tags=found.get(name, {}))


def names_to_ask(domain: str) -> Iterator[str]:
    """Yield the names at which a policy may stand, the longest first."""
    labels = domain.split(".")
    yield domain
    if len(labels) >= _DEEPEST:
        labels = labels[-_DEEPEST:]
    for start in range(1, len(labels)):
        yield ".".join(labels[start:])


def _record(name: str, resolver: Resolver) -> dict[str, str] | None:
    """Return the only record of a name; where there are several, there is none."""
    texts = [
        text
        for text in resolver.look_up(f"_dmarc.{name}", "TXT")
        if tag_list(text).get("v") == "DMARC1" and text.replace(" ", "").startswith("v=DMARC1")
    ]
    return tag_list(texts[0]) if len(texts) == 1 else None


def _organization(domain: str, found: dict[str, dict[str, str]]) -> str:
    """Return the domain under which everything is one organization's."""
    for name, record in found.items():
        if record.get("psd") == "n":
            return name
        if record.get("psd") == "y" and name != domain:
            return _one_below(name, domain)
    return min(found, key=lambda name: name.count("."), default=domain)


def _one_below(suffix: str, domain: str) -> str:
    labels = domain.split(".")
    return ".".join(labels[-(suffix.count(".") + 2) :])
