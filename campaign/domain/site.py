"""The installation as mails and pages name it: its address, and where each link leads."""

from dataclasses import dataclass

CONFIRM_PAGE = "confirm-page"
CONFIRM_LINK = "confirm-link"
CONFIRM_CODE = "confirm-code"
RECEIPT = "receipt"
UNSUBSCRIBE = "unsubscribe"
ERASE = "erase"
SUCCESSOR = "successor"
TRANSLATION = "translation"
"""The purposes of our tokens and hashes; one made for one purpose is worthless for another."""


@dataclass(frozen=True, slots=True)
class Site:
    """Who we are on the wire: the site's address and the sender of our mails."""

    base_url: str
    mail_from: str
    mail_from_name: str
    brand: str = "Every School. Every Community."
    live: bool = False
    """Whether mail really leaves; what was queued in one mode is never sent in the other."""
    return_address: str = ""
    """What coded return addresses are made of; without one, reports go to `mail_from`."""

    @property
    def mail_domain(self) -> str:
        """The domain that our Message-IDs carry."""
        return self.mail_from.rpartition("@")[2]

    @property
    def return_domain(self) -> str:
        """The domain that envelopes name as the sender's."""
        return (self.return_address or self.mail_from).rpartition("@")[2]

    def start(self, locale: str) -> str:
        """Return the address of the first page."""
        return f"{self.base_url}/{locale}/"

    def confirm_link(self, locale: str, token: str) -> str:
        """Return the link that a confirmation mail carries."""
        return f"{self.base_url}/{locale}/confirm/link/{token}"

    def receipt(self, locale: str, token: str) -> str:
        """Return the address of a writer's receipt."""
        return f"{self.base_url}/{locale}/receipt/{token}"

    def successor(self, locale: str, token: str) -> str:
        """Return the page on which a writer sends a letter to their new legislator."""
        return f"{self.base_url}/{locale}/successor/{token}"

    def translation(self, locale: str, token: str) -> str:
        """Return the page on which a writer says whether an English version may go."""
        return f"{self.base_url}/{locale}/translation/{token}"

    def unsubscribe(self, locale: str, token: str) -> str:
        """Return the page on which a person ends our mails."""
        return f"{self.base_url}/{locale}/unsubscribe/{token}"

    def one_click(self, token: str) -> str:
        """Return the address to which a mail program posts an unsubscription (RFC 8058)."""
        return f"{self.base_url}/unsubscribe/{token}/one-click"

    def unsubscribe_headers(self, token: str) -> tuple[tuple[str, str], ...]:
        """Return the headers by which a mail program offers its own button (RFC 8058)."""
        return (
            ("List-Unsubscribe", f"<{self.one_click(token)}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        )

    def erase(self, locale: str, token: str) -> str:
        """Return the page on which a person has their data erased."""
        return f"{self.base_url}/{locale}/erase/{token}"

    def sign_in_link(self, token: str) -> str:
        """Return the address of a link that signs somebody of the staff in."""
        return f"{self.base_url}/console/sign-in/link/{token}"

    def invitation(self, token: str) -> str:
        """Return the page on which somebody who was invited comes into the console."""
        return f"{self.base_url}/console/invitation/{token}"

    def export(self, export_id: str) -> str:
        """Return the page of a file that somebody of the staff asked for."""
        return f"{self.base_url}/console/exports/{export_id}"
