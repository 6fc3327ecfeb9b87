"""A letter that somebody must read first waits; it leaves, or its writer hears why not."""

from datetime import datetime

import pytest

from campaign import wiring
from campaign.domain.errors import NotFound, Refused
from campaign.domain.submissions import SubmittedLetter
from campaign.domain.tallies import TallyKind
from campaign.models.campaigns import Campaign
from campaign.queries.differences import differences
from campaign.services.moderate import decline, let_go
from campaign.services.withdraw import withdraw
from tests import make
from tests.writers import offices, write

THREAT = "Dear you,\n\nI will hurt you.\n\nSincerely,\nAna"
PLAIN = "Dear you,\n\nPlease.\n\nSincerely,\nAna"
WHY = "Please write without the threat."


@pytest.fixture
def action_id(campaign: Campaign, now: datetime) -> str:
    """An action of two letters, of which the first must be read."""
    lower, *_, upper, _ = offices()
    letters = (
        SubmittedLetter(lower.id, "Our schools", THREAT),
        SubmittedLetter(upper.id, "Our schools", PLAIN),
    )
    return write(campaign, now=now, letters=letters).action_id


def first(action_id: str) -> str:
    """Return the delivery of the first letter."""
    return make.letters_of(action_id)[0].id


def refuse(delivery_id: str, now: datetime) -> None:
    """Decline a letter, as a moderator does."""
    edges = wiring.edges()
    decline(
        delivery_id,
        WHY,
        staff_member_id=None,
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        now=now,
    )


def test_only_the_letter_that_must_be_read_waits(action_id: str, now: datetime) -> None:
    make.work(now)

    assert make.states(action_id) == ["held", "sent"]
    assert make.letters_of(action_id)[0].hold_reason == "moderation"


def test_a_letter_that_is_let_go_leaves(action_id: str, now: datetime) -> None:
    let_go(first(action_id), staff_member_id=None, bell=wiring.edges().bell, now=now)
    make.work(now)

    assert make.states(action_id) == ["sent", "sent"]


def test_the_writer_of_a_declined_letter_hears_why(action_id: str, now: datetime) -> None:
    refuse(first(action_id), now)

    (mail,) = make.mails(action_id, "declined")
    assert WHY in (mail.text or "")
    assert make.states(action_id)[0] == "cancelled"


def test_a_declined_letter_counts_no_longer(action_id: str, now: datetime) -> None:
    refuse(first(action_id), now)

    assert make.counted()[TallyKind.LETTER] == 1
    assert make.counted()[TallyKind.WRITER] == 1
    assert differences() == []


@pytest.mark.parametrize("ended", ["let_go", "declined", "withdrawn"])
def test_it_is_decided_once(action_id: str, ended: str, now: datetime) -> None:
    letter, bell = first(action_id), wiring.edges().bell
    if ended == "let_go":
        let_go(letter, staff_member_id=None, bell=bell, now=now)
    elif ended == "declined":
        refuse(letter, now)
    else:
        withdraw(action_id, actor="writer", now=now)

    with pytest.raises(Refused, match="not_to_read"):
        refuse(letter, now)
    with pytest.raises(Refused, match="not_to_read"):
        let_go(letter, staff_member_id=None, bell=bell, now=now)


def test_another_letter_is_not_decided_here(action_id: str, now: datetime) -> None:
    with pytest.raises(Refused, match="not_to_read"):
        refuse(make.letters_of(action_id)[1].id, now)
    with pytest.raises(NotFound):
        refuse("nothing", now)
