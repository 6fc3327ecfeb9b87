"""What the DNS says of a domain, and how a record is written into a zone."""

from typing import Literal

RecordKind = Literal["A", "AAAA", "MX", "NS", "PTR", "TXT"]

LONGEST_STRING = 255


class NoAnswer(Exception):
    """Say that no server told whether there is such a record."""


def tag_list(record: str) -> dict[str, str]:
    """Read `v=DMARC1; p=none`, as DKIM and DMARC write it; what is no tag is passed over."""
    pairs = (part.partition("=") for part in record.split(";"))
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def zone_line(name: str, kind: RecordKind, value: str) -> str:
    """Return a record as a zone file holds it; a text that is too long is several strings."""
    if kind != "TXT":
        return f"{name}. {kind} {value}"
    parts = [value[at : at + LONGEST_STRING] for at in range(0, len(value), LONGEST_STRING)]
    return f"{name}. TXT " + " ".join(f'"{part}"' for part in parts)


def is_within(domain: str, other: str) -> bool:
    """Tell whether a domain is another one, or stands below it."""
    return f".{domain}".endswith(f".{other}")
