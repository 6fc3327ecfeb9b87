"""The public half of the key that signs our mail, and where it is published."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key as the DNS must show it."""

    domain: str
    selector: str
    record: str

    @property
    def name(self) -> str:
        """The name under which the record is looked up."""
        return f"{self.selector}._domainkey.{self.domain}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeKey:
    """A fresh key: the half to keep, as PEM, and the record to publish."""

    pem: str
    record: str
