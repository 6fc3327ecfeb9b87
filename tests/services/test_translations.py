"""A letter waits for the English of its writer's own words, and leaves by their tap or in time."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import Refused
from campaign.domain.letters import LETTER_LIMIT
from campaign.domain.staff import StaffRole
from campaign.domain.submissions import SubmittedLetter
from campaign.domain.translations import WAITS
from campaign.models.campaigns import Campaign
from campaign.models.letters import Letter
from campaign.models.staff import StaffMember
from campaign.models.translations import Translation
from campaign.queries.translations import wished_translations
from campaign.services.add_staff import add_staff
from campaign.services.answer_translation import answer_translation, end_translations
from campaign.services.erase import erase
from campaign.services.translate import take, translate
from campaign.services.withdraw import withdraw
from tests import make
from tests.writers import offices, write

WORDS = "Mi escuela zephyrmark no tiene biblioteca."
ENGLISH = "My school zephyrmark has no library."
BODY = f"Dear you,\n\nI live here.\n\n{WORDS}\n\nPlease.\n\nSincerely,\nAna"
ORIGINAL = f"Estimable:\n\nVivo aquí.\n\n{WORDS}\n\nPor favor.\n\nAtentamente,\nAna"


@pytest.fixture
def action_id(campaign: Campaign, now: datetime) -> str:
    """A confirmed letter in Spanish whose writer asked for an English version."""
    return wish(campaign, now)


@pytest.fixture
def mo(campaign: Campaign, now: datetime) -> str:
    """A moderator."""
    del campaign
    edges = wiring.edges()
    add_staff(
        "mo@coalition.example",
        StaffRole.MODERATOR,
        partner_slug="",
        signer=edges.signer,
        site=edges.site,
        now=now,
    )
    return db.session.scalars(select(StaffMember.id)).one()


def wish(campaign: Campaign, now: datetime) -> str:
    """Write a letter that waits for its English."""
    letters = (SubmittedLetter(offices()[0].id, "Our schools", BODY, ORIGINAL),)
    return write(
        campaign,
        now=now,
        letters=letters,
        locale="es",
        words_to_translate=WORDS,
        words_locale="es",
    ).action_id


def offer(english: str, mo: str, now: datetime) -> None:
    """Write the English of the only wish."""
    (wished,) = wished_translations()
    edges = wiring.edges()
    translate(
        wished.id,
        english,
        staff_member_id=mo,
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        now=now,
    )


def answer(action_id: str, now: datetime, *, accepts: bool) -> None:
    """Press one of the two buttons."""
    edges = wiring.edges()
    answer_translation(action_id, accepts=accepts, site=edges.site, bell=edges.bell, now=now)


def end(now: datetime) -> int:
    """Let the clock look."""
    return end_translations(bell=wiring.edges().bell, now=now)


def mailed(action_id: str) -> str:
    """Return the text of the letter that left."""
    (letter,) = make.letters_of(action_id)
    return letter.text or ""


def test_it_waits(action_id: str, now: datetime) -> None:
    make.work(now)

    assert make.states(action_id) == ["held"]
    assert [each.words for each in wished_translations()] == [WORDS]


def test_the_writer_gets_both_texts(action_id: str, mo: str, now: datetime) -> None:
    offer(ENGLISH, mo, now)

    (mail,) = make.mails(action_id, "translated")
    assert WORDS in (mail.text or "")
    assert ENGLISH in (mail.text or "")
    assert make.states(action_id) == ["held"]
    assert wished_translations() == []


def test_with_one_tap_the_english_goes_above_the_whole_original(
    action_id: str, mo: str, now: datetime
) -> None:
    offer(ENGLISH, mo, now)
    answer(action_id, now, accepts=True)
    make.work(now)

    assert make.states(action_id) == ["sent"]
    english, _, original = mailed(action_id).partition("----------")
    assert ENGLISH in english
    assert WORDS not in english
    assert WORDS in original
    assert ENGLISH in db.session.scalars(select(Letter.body)).one()


@pytest.mark.parametrize("english", [ENGLISH, ""])
def test_without_a_tap_it_leaves_as_it_was_confirmed(
    action_id: str, mo: str, english: str, now: datetime
) -> None:
    before = mailed(action_id)
    if english:
        offer(english, mo, now)
    assert end(now + WAITS - timedelta(minutes=1)) == 0
    assert end(now + WAITS) == 1
    make.work(now + WAITS)

    assert make.states(action_id) == ["sent"]
    assert mailed(action_id) == before
    assert "translations.words" not in make.places_of(["zephyrmark"])


def test_a_writer_may_want_their_own_words(action_id: str, mo: str, now: datetime) -> None:
    before = mailed(action_id)
    offer(ENGLISH, mo, now)
    answer(action_id, now, accepts=False)
    make.work(now)

    assert make.states(action_id) == ["sent"]
    assert mailed(action_id) == before


def test_a_second_tap_and_a_late_one_change_nothing(action_id: str, mo: str, now: datetime) -> None:
    offer(ENGLISH, mo, now)
    answer(action_id, now, accepts=False)

    with pytest.raises(Refused, match="translation_over"):
        answer(action_id, now, accepts=True)
    assert end(now + WAITS) == 0
    make.work(now)
    assert ENGLISH not in mailed(action_id)


def test_what_was_taken_back_is_neither_translated_nor_sent(
    action_id: str, mo: str, now: datetime
) -> None:
    (wished,) = wished_translations()
    withdraw(action_id, actor="writer", now=now)

    assert wished_translations() == []
    edges = wiring.edges()
    with pytest.raises(Refused, match="translation_over"):
        translate(
            wished.id,
            ENGLISH,
            staff_member_id=mo,
            site=edges.site,
            renderer=edges.renderer,
            signer=edges.signer,
            now=now,
        )
    assert end(now + WAITS) == 0
    assert make.states(action_id) == ["cancelled"]


def test_a_version_that_is_too_long_for_the_office_is_refused(
    action_id: str, mo: str, now: datetime
) -> None:
    with pytest.raises(Refused, match="letter_too_long"):
        offer("x" * LETTER_LIMIT, mo, now)

    assert make.mails(action_id, "translated") == []
    assert len(wished_translations()) == 1


def test_two_volunteers_do_not_write_the_same(action_id: str, mo: str, now: datetime) -> None:
    del action_id
    (wished,) = wished_translations()
    take(wished.id, staff_member_id=mo, now=now)
    take(wished.id, staff_member_id=mo, now=now)

    (taken,) = wished_translations()
    assert taken.is_taken("another", now)
    assert not taken.is_taken(mo, now)
    assert not taken.is_taken("another", now + timedelta(hours=3))


def test_what_somebody_took_nobody_else_saves(action_id: str, mo: str, now: datetime) -> None:
    (wished,) = wished_translations()
    take(wished.id, staff_member_id=mo, now=now)
    edges = wiring.edges()

    with pytest.raises(Refused, match="translation_taken"):
        translate(
            wished.id,
            ENGLISH,
            staff_member_id="another",
            site=edges.site,
            renderer=edges.renderer,
            signer=edges.signer,
            now=now,
        )
    assert make.mails(action_id, "translated") == []


def test_it_leaves_to_the_address_that_the_office_has_by_then(
    action_id: str, mo: str, now: datetime
) -> None:
    offices()[0].email = "new@office.example"
    db.session.commit()
    offer(ENGLISH, mo, now)
    answer(action_id, now, accepts=True)

    assert [letter.recipient for letter in make.letters_of(action_id)] == ["new@office.example"]


def test_a_campaign_that_is_nearly_over_waits_for_nobody(campaign: Campaign, now: datetime) -> None:
    campaign.not_after = now.date() + timedelta(days=2)
    db.session.commit()

    action_id = wish(campaign, now)
    make.work(now)

    assert make.states(action_id) == ["sent"]
    assert "translations.words" not in make.places_of(["zephyrmark"])


def test_an_erased_writer_s_words_are_gone(action_id: str, now: datetime) -> None:
    erase(make.erase_token(action_id), signer=wiring.edges().signer, now=now)

    assert make.number_of(Translation) == 0
    assert make.places_of(["zephyrmark"]) == {}


def test_a_letter_that_was_never_confirmed_takes_its_wish_along(
    campaign: Campaign, now: datetime
) -> None:
    content = make.submission(campaign, words_to_translate=WORDS, words_locale="es")
    make.submit(content, now)

    make.expire(now + timedelta(days=8))

    assert make.number_of(Translation) == 0
