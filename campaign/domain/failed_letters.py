"""A letter that did not arrive, and the mail that tells its writer what to do instead."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.ports import Renderer, Signer
from campaign.domain.site import RECEIPT, Site


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedLetter:
    """What its writer is told about a letter; `values` are those of the notice's templates."""

    delivery_id: str
    action_id: str
    email: str
    locale: str
    values: Mapping[str, object]


def failed_mail(
    letter: FailedLetter, *, site: Site, renderer: Renderer, signer: Signer
) -> NoticeMail:
    """Return the mail to the writer; there is one for each letter, however often it fails."""
    receipt = signer.sign(RECEIPT, letter.action_id)
    values = {**letter.values, "receipt_url": site.receipt(letter.locale, receipt)}
    return NoticeMail(
        kind=NoticeKind.FAILED,
        rendered=renderer.render(Notice(NoticeKind.FAILED, letter.locale, values)),
        recipient=letter.email,
        dedupe_key=f"failed:{letter.delivery_id}",
        action_id=letter.action_id,
    )
