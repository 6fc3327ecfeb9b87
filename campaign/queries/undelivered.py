"""What a writer is told of one letter that e-mail did not carry."""

from dataclasses import dataclass

from sqlalchemy import select

from campaign.db import db
from campaign.domain.mail import with_original
from campaign.models.letters import Letter
from campaign.models.roster import Target
from campaign.queries.actions import NoticeFacts, notice_facts


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """One letter and its office, and what every notice says."""

    action_id: str
    notice: NoticeFacts
    legislator: str
    phone: str
    contact_form_url: str
    subject: str
    text: str

    def values(self, **more: object) -> dict[str, object]:
        """Return the values that a notice about one letter takes, and more."""
        return self.notice.values(
            legislators=[self.legislator],
            phone=self.phone,
            contact_form_url=self.contact_form_url,
            letter_subject=self.subject,
            letter_text=self.text,
            **more,
        )


def letter_facts(letter_id: str) -> LetterFacts:
    """Return what a notice about one letter says. Its text is empty once it was forgotten."""
    letter, office = db.session.execute(
        select(Letter, Target)
        .join(Target, Target.id == Letter.target_id)
        .where(Letter.id == letter_id)
        .execution_options(populate_existing=True)
    ).one()
    return LetterFacts(
        action_id=letter.action_id,
        notice=notice_facts(letter.action_id),
        legislator=office.full_name,
        phone=office.capitol_phone,
        contact_form_url=office.contact_form_url,
        subject=letter.subject,
        text=with_original(letter.body, letter.original_body),
    )
