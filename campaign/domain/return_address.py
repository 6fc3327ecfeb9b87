"""The coded return address: where the reports about one mail come, and proof that it is ours."""

import hmac
import re

from campaign.domain.people import normalise_email
from campaign.domain.ports import Signer

RETURN = "return"
"""The purpose of the proof in a coded return address."""

RETURN_NAME_LIMIT = 10
"""With the id, the proof and two signs, what stands before the @ is at most 64 characters."""

_PROOF_CHARACTERS = 20
_CODE = re.compile(rf"([0-9a-f]{{32}})-([0-9a-f]{{{_PROOF_CHARACTERS}}})")


def coded_address(base: str, delivery_id: str, signer: Signer) -> str:
    """Return the address to which a delivery's reports come: short, and in lower case."""
    name, _, domain = base.partition("@")
    return f"{name}+{delivery_id}-{_proof(delivery_id, signer)}@{domain}".lower()


def read_address(base: str, address: str, signer: Signer) -> str | None:
    """Return the delivery that a coded return address of ours names, or None for any other."""
    name, _, domain = base.lower().partition("@")
    head, _, host = normalise_email(address).rpartition("@")
    prefix = f"{name}+"
    code = _CODE.fullmatch(head.removeprefix(prefix))
    if not name or host != domain or not head.startswith(prefix) or code is None:
        return None
    delivery_id, proof = code.groups()
    expected = _proof(delivery_id, signer)
    return delivery_id if hmac.compare_digest(proof, expected) else None


def _proof(delivery_id: str, signer: Signer) -> str:
    return signer.digest(RETURN, delivery_id)[:_PROOF_CHARACTERS]
