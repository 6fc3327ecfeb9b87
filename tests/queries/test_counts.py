"""Counts are exact, folded or not, along every line and through every filter."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.tallies import Delta, TallyKind
from campaign.models.campaigns import Campaign
from campaign.models.tallies import Tally, TallyDelta, append
from campaign.queries.counts import CountFilter, Line, across, along, totals
from tests.writers import found_campaign, write

Rows = scoped_session[Session]
LETTER = (TallyKind.LETTER,)
DAY = date(2026, 10, 14)


@pytest.fixture
def campaign(session: Rows, now: datetime) -> Campaign:
    del session
    return found_campaign(now)


@pytest.fixture
def facts(session: Rows, campaign: Campaign) -> CountFilter:
    """Letters of two days, languages and sources; the first is folded, the others wait."""
    letter = Delta(campaign.id, DAY, TallyKind.LETTER, target_id="krell", locale="en")
    append(
        session(),
        [
            letter,
            Delta(campaign.id, DAY, TallyKind.LETTER, target_id="ashby", locale="es"),
            Delta(
                campaign.id,
                DAY + timedelta(days=1),
                TallyKind.LETTER,
                target_id="krell",
                source_id="fair",
                locale="es",
                n=5,
            ),
            Delta(campaign.id, DAY, TallyKind.SIGN_UP, locale="en"),
        ],
    )
    fold_first(session)
    session.commit()
    return CountFilter(campaign_id=campaign.id)


def fold_first(session: Rows) -> None:
    """Move the first waiting fact into the tallies."""
    first = session.scalars(select(TallyDelta).order_by(TallyDelta.id).limit(1)).one()
    columns = [column.name for column in Tally.__table__.columns if column.name != "id"]
    session.execute(insert(Tally), [{name: getattr(first, name) for name in columns}])
    session.execute(delete(TallyDelta).where(TallyDelta.id == first.id))


def test_totals_add_the_folded_and_the_waiting(facts: CountFilter) -> None:
    assert totals(facts) == {
        TallyKind.LETTER: 7,
        TallyKind.ASK: 0,
        TallyKind.WRITER: 0,
        TallyKind.SIGN_UP: 1,
    }


def test_another_campaign_has_its_own_counts(facts: CountFilter) -> None:
    del facts

    assert not any(totals(CountFilter(campaign_id="another")).values())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (Line.TARGET, {"krell": 6, "ashby": 1}),
        (Line.DAY, {DAY: 2, DAY + timedelta(days=1): 5}),
        (Line.LOCALE, {"en": 1, "es": 6}),
        (Line.SOURCE, {"": 2, "fair": 5}),
        (Line.RECOMMENDATION, {"": 7}),
    ],
)
def test_each_line_tells_the_letters_apart(
    facts: CountFilter, line: Line, expected: dict[str | date, int]
) -> None:
    found = along(line, LETTER, facts)

    assert {key: counts[TallyKind.LETTER] for key, counts in found.items()} == expected


@pytest.mark.parametrize(
    ("narrower", "letters"),
    [
        ({"first": DAY + timedelta(days=1)}, 5),
        ({"last": DAY}, 2),
        ({"locale": "es"}, 6),
        ({"source_id": "fair"}, 5),
        ({"source_id": ""}, 2),
        ({"locale": "es", "last": DAY}, 1),
    ],
)
def test_filters_narrow_the_counts(
    facts: CountFilter, narrower: dict[str, object], letters: int
) -> None:
    asked = CountFilter(campaign_id=facts.campaign_id, **narrower)

    assert totals(asked)[TallyKind.LETTER] == letters


def test_a_letter_with_one_ask_to_two_offices_is_two_letters_and_two_asks(
    campaign: Campaign, now: datetime
) -> None:
    write(campaign, now=now, consent_coalition=True)

    assert totals(CountFilter(campaign_id=campaign.id)) == {
        TallyKind.LETTER: 2,
        TallyKind.ASK: 2,
        TallyKind.WRITER: 1,
        TallyKind.SIGN_UP: 1,
    }


def test_two_lines_are_counted_together(facts: CountFilter) -> None:
    found = across(Line.TARGET, Line.LOCALE, TallyKind.LETTER, facts)

    assert found["krell", "en"] >= 1
    assert found["ashby", "es"] == 1
    assert ("ashby", "en") not in found


def test_one_legislators_letters_are_counted_alone(facts: CountFilter) -> None:
    alone = CountFilter(campaign_id=facts.campaign_id, target_id="ashby")

    assert set(along(Line.TARGET, LETTER, alone)) == {"ashby"}
