"""Whether the world can check our signature."""

from collections.abc import Iterator

from campaign.domain.dkim import PublicKey
from campaign.domain.dns import tag_list, zone_line
from campaign.domain.findings import Finding, good, hint, wrong
from campaign.domain.ports import Resolver


def signature(from_domain: str, key: PublicKey | None, resolver: Resolver) -> Iterator[Finding]:
    """Yield whether the published key is the one that we sign with."""
    if key is None:
        yield hint(
            f"DKIM: we do not sign; make sure that the relay does, for {from_domain},"
            " or make a key with 'campaign mail key'"
        )
        return
    publish = zone_line(key.name, "TXT", key.record)
    texts = [text for text in resolver.look_up(key.name, "TXT") if "p" in tag_list(text)]
    if not texts:
        yield wrong(f"DKIM: no key is published at {key.name}", publish=publish)
        return
    if len(texts) > 1:
        yield wrong(f"DKIM: {len(texts)} keys are published at {key.name}; keep ours alone")
    published, ours = tag_list(texts[0]), tag_list(key.record)
    if not published["p"]:
        yield wrong(f"DKIM: the key at {key.name} is withdrawn (empty p=)", publish=publish)
    elif _essence(published) != _essence(ours):
        yield wrong(f"DKIM: the key at {key.name} is not ours", publish=publish)
    else:
        yield good(f"DKIM: the key at {key.name} is ours ({ours['k']})")
    if "y" in published.get("t", "").split(":"):
        yield hint(f"DKIM: the key at {key.name} is marked as a test (t=y); take that out")


def _essence(tags: dict[str, str]) -> tuple[str, str]:
    return tags.get("k", "rsa"), "".join(tags["p"].split())
