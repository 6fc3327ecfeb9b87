"""The trial of the bytes: what people typed is what the relay kept, and nothing more."""

import time
from dataclasses import dataclass

import hypothesis
from hypothesis import strategies as st

from campaign.db import db
from campaign.domain.submissions import SubmittedLetter
from campaign.domain.text import clean_block, clean_line
from campaign.models.campaigns import Campaign
from campaign.models.letters import Letter
from tests import make, writers
from tests.chaos.stage import Stage
from tests.chaos.verdict import Allowed, Verdict, judge
from tests.mail_bytes import HOSTILE, wrong_with, wrong_with_letter

LONG = 10_000
NAME, SUBJECT, TEXT = 80, 150, 2000
"""So long may each be, by the forms of the journey."""

TYPED = st.text(st.characters(codec="utf-8"), max_size=60)
NAMES = st.one_of(st.sampled_from(HOSTILE), TYPED)
TEXTS = st.one_of(
    st.sampled_from(
        [*HOSTILE, ".\n..\n.\r\nFrom here", "x" * 1500, "教育" * 700, "one\rtwo\r\n\n"]
    ),
    st.text(st.characters(codec="utf-8"), max_size=1500),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into the form, cleaned as the form cleans it."""

    name: str
    subject: str
    text: str


def integrity(stage: Stage, *, people: int) -> Verdict:
    """Have people of hostile names write hostile letters; read what the relay kept of them."""
    began = time.monotonic()
    campaign = writers.found_campaign(stage.now())
    office_id = writers.offices()[0].id
    db.session.rollback()
    wrong: dict[str, str] = {}

    @hypothesis.seed(stage.rng.getrandbits(32))
    @hypothesis.settings(
        max_examples=people,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(NAMES, NAMES, TEXTS)
    def write(name: str, subject: str, text: str) -> None:
        typed = Typed(
            clean_line(name, LONG)[:NAME].strip(),
            clean_line(subject, LONG)[:SUBJECT].strip(),
            clean_block(text, LONG)[:TEXT].strip(),
        )
        hypothesis.assume(typed.name and typed.text)
        for words in arrived(stage, campaign, office_id, typed):
            wrong.setdefault(words, repr(typed))

    for name in HOSTILE:
        write = hypothesis.example(name, name, name)(write)
    write()
    copies = len(stage.relay.kept)
    return judge(
        stage,
        "integrity",
        made=0,
        events=copies,
        began=began,
        allowed=Allowed(doubts=0),
        breaches=[f"{words}: {typed[:200]}" for words, typed in wrong.items()],
    )


def arrived(stage: Stage, campaign: Campaign, office_id: str, typed: Typed) -> list[str]:
    """Write, confirm and deliver one letter; return what is wrong with the mails that came."""
    confirmed = writers.write(
        campaign,
        now=stage.now(),
        given_name=typed.name,
        family_name="",
        letters=(SubmittedLetter(office_id, typed.subject, typed.text),),
    )
    already = len(stage.relay.kept)
    make.work(stage.now(), turns=())
    new = stage.relay.kept[already:]
    (delivery,) = make.letters_of(confirmed.action_id)
    letter = db.session.get_one(Letter, delivery.letter_id)
    wanted = {"name": typed.name, "subject": letter.subject, "text": letter.body}
    db.session.rollback()
    letters = [mail for mail in new if mail.message_id == delivery.message_id]
    wrong = [words for mail in letters for words in wrong_with_letter(mail.content, **wanted)]
    wrong += [f"notice: {words}" for mail in new for words in wrong_with(mail.content)]
    if letter.body != typed.text:
        wrong.append("kept as another text")
    return wrong if len(letters) == 1 else [*wrong, f"{len(letters)} letters came"]
