"""Mail somebody of the staff the letters that a campaign's texts become, and nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.db import db, new_id
from campaign.domain.errors import NotFound
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import Notice, NoticeKind
from campaign.domain.ports import Bell, Renderer
from campaign.domain.sample_letters import SampleLetter
from campaign.domain.site import Site
from campaign.domain.staff import AuditVerb
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.staff import StaffMember, record


@dataclass(frozen=True, slots=True)
class TrialLetters:
    """The letters of a test: of which campaign, and the language of the mail around them."""

    slug: str
    title: str
    locale: str
    letters: Sequence[SampleLetter]


def send_test_letter(
    trial: TrialLetters,
    *,
    staff_member_id: str,
    renderer: Renderer,
    site: Site,
    bell: Bell,
    now: datetime,
) -> str:
    """Queue one mail with the letters to this person's own address, and return the address.

    It is a notice, so no count knows of it. Raises NotFound.
    """
    member = db.session.get(StaffMember, staff_member_id)
    if member is None:
        raise NotFound(staff_member_id)
    values = {
        "title": trial.title,
        "subject": trial.letters[0].letter.subject,
        "letters": [
            {
                "subject": sample.letter.subject,
                "text": sample.letter.text,
                "original": sample.letter.original.text if sample.letter.original else "",
            }
            for sample in trial.letters
        ],
    }
    notice = Notice(NoticeKind.TEST_LETTER, trial.locale, values)
    mail = NoticeMail(
        kind=notice.kind,
        rendered=renderer.render(notice),
        recipient=member.email,
        dedupe_key=f"test:{new_id()}",
    )
    enqueue_notice(db.session(), mail, site=site, now=now)
    record(
        db.session(),
        AuditVerb.CAMPAIGN_TESTED,
        staff_member_id=staff_member_id,
        now=now,
        subject=trial.slug,
    )
    db.session.commit()
    bell.ring()
    return member.email
