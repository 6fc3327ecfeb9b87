"""Everything that waits for a person: its evidence, the decision, and the next one."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryState, HoldReason
from campaign.domain.ladder import Health
from campaign.domain.staff import StaffRole
from campaign.models.deliveries import Delivery
from campaign.models.letters import Letter
from campaign.models.roster import set_health
from campaign.queries.pauses import pauses
from tests.insiders import EMAILS, Insider, sign_in
from tests.lists import csv_of, stage
from tests.writers import found_campaign, write

LIST = "/console/needs-a-person"


@pytest.fixture
def letters(app: Flask, now: datetime) -> list[str]:
    """Return two letters, one in doubt and one held because an answer was unclear."""
    with app.app_context():
        write(found_campaign(now), now=now, given_name="Ximena")
        ids = db.session.scalars(
            select(Delivery.id).where(Delivery.letter_id.is_not(None)).order_by(Delivery.id)
        ).all()
        put(ids[0], status=DeliveryState.IN_DOUBT)
        put(ids[1], status=DeliveryState.HELD, hold_reason=HoldReason.UNCERTAIN_ANSWER)
        return list(ids)


@pytest.fixture
def sam(app: Flask, letters: list[str]) -> Insider:
    del letters
    return sign_in(app, StaffRole.STAFF)


def put(delivery_id: str, **values: object) -> None:
    """Put a delivery into a state, past all moves."""
    db.session.execute(update(Delivery).where(Delivery.id == delivery_id).values(**values))
    db.session.commit()


def test_each_kind_has_its_count_its_steps_and_its_decisions(
    sam: Insider, letters: list[str]
) -> None:
    page = sam.get(LIST).text

    assert "In doubt: 1" in page
    assert "Held: 1" in page
    assert page.index(f"row-{letters[0]}") < page.index(f"row-{letters[1]}")
    assert "It arrived" in page
    assert "Try again" in page
    assert "The writer" in page
    assert "Ximena" not in page


@pytest.mark.parametrize(
    ("query", "shown"), [("what=doubt", [0]), ("what=held", [1]), ("reason=uncertain_answer", [1])]
)
def test_a_filter_shows_one_kind(
    sam: Insider, letters: list[str], query: str, shown: list[int]
) -> None:
    page = sam.get(f"{LIST}?{query}").text

    assert [n for n, one in enumerate(letters) if f'id="row-{one}"' in page] == shown


@pytest.mark.parametrize(
    "query", ["what=nonsense", "reason=nonsense", "what=doubt&reason=restored", "page=0", "page=a"]
)
def test_nonsense_in_the_address_is_left_out_with_a_note(sam: Insider, query: str) -> None:
    answer = sam.get(f"{LIST}?{query}")

    assert answer.status_code == 200
    assert "was left out" in answer.text


def test_after_a_decision_sam_stands_at_the_next_one_and_his_name_beside_the_last(
    sam: Insider, letters: list[str]
) -> None:
    form = sam.get(LIST).text
    back = f"{LIST}#row-{letters[1]}"
    assert f'value="{back}"' in form

    done = sam.post(
        f"/console/deliveries/{letters[0]}/settle", {"answer": "sent", "back": back}, of=LIST
    )

    assert (done.status_code, done.location) == (303, back)
    page = sam.get(LIST).text
    assert f'id="row-{letters[0]}"' not in page
    assert EMAILS[StaffRole.STAFF] in page.partition("The last decisions")[2]


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere", f"{LIST}x", "\n"])
def test_a_decision_leads_nowhere_else(sam: Insider, letters: list[str], back: str) -> None:
    page = f"/console/deliveries/{letters[1]}"

    assert sam.post(f"{page}/retry", {"back": back}, of=LIST).location == page


def test_an_office_whose_address_is_doubtful_waits_until_somebody_confirms_it(
    app: Flask, sam: Insider, letters: list[str], now: datetime
) -> None:
    with app.app_context():
        target_id = db.session.scalars(select(Letter.target_id)).first()
        put(letters[0], status=DeliveryState.HELD, hold_reason=HoldReason.DOUBTFUL_ADDRESS)
        set_health(db.session(), str(target_id), Health.DOUBTFUL, "bounced", now=now)
        db.session.commit()
    assert "Offices: 1" in sam.get(LIST).text

    done = sam.post(f"/console/legislators/{target_id}/address", {"back": f"{LIST}#main"}, of=LIST)

    assert done.location == f"{LIST}#main"
    assert "Offices: 0" in sam.get(LIST).text


def test_a_moderator_sees_only_what_waits_for_a_reader(app: Flask, letters: list[str]) -> None:
    mo = sign_in(app, StaffRole.MODERATOR)
    assert "Nothing waits for a person." in mo.get(LIST).text

    with app.app_context():
        put(letters[1], hold_reason=HoldReason.MODERATION)
    page = mo.get(LIST).text

    assert f'id="row-{letters[1]}"' in page
    assert f'id="row-{letters[0]}"' not in page
    assert "Try again" not in page


def test_an_office_and_a_campaign_are_paused_where_they_stand(
    app: Flask, sam: Insider, letters: list[str]
) -> None:
    del letters
    with app.app_context():
        target_id = db.session.scalars(select(Letter.target_id)).first()
    office = f"office:{target_id}"
    assert f'value="{office}"' in sam.get("/console/legislators").text
    campaign = sam.get("/console/deliveries").text.partition('value="campaign:')[2][:32]

    for scope in (office, f"campaign:{campaign}"):
        sam.post("/console/deliveries/pause", {"scope": scope, "reason": "They asked."})

    with app.app_context():
        by = EMAILS[StaffRole.STAFF]
        assert {(line.scope, line.by) for line in pauses()} == {
            (office, by),
            (f"campaign:{campaign}", by),
        }
    assert by in sam.get("/console/legislators").text


@pytest.mark.parametrize("scope", ["", "office:unknown", "campaign:", "everything"])
def test_what_is_not_there_is_not_paused(app: Flask, sam: Insider, scope: str) -> None:
    answer = sam.post("/console/deliveries/pause", {"scope": scope, "reason": "Why not?"})

    assert answer.status_code == 400
    with app.app_context():
        assert pauses() == []


def test_a_list_of_people_waits_until_it_is_brought_in_or_thrown_away(
    app: Flask, sam: Insider, now: datetime
) -> None:
    with app.app_context():
        import_id = stage(csv_of("Rosa,Peña,rosa@example.org,Oakland,90001"), now)

    page = sam.get(f"{LIST}?what=imports").text
    thrown = sam.post(f"/console/imports/{import_id}/discard", of="/console/imports")

    assert "Imports: 1" in page
    assert f'id="row-{import_id}"' in page
    assert "list.csv" in page
    assert thrown.status_code == 303
    assert "Imports: 0" in sam.get(LIST).text


@pytest.mark.parametrize("channel", [Channel.FORM, Channel.PRINT])
def test_a_doubt_on_a_form_or_on_paper_stands_there_too(
    app: Flask, sam: Insider, letters: list[str], channel: Channel
) -> None:
    with app.app_context():
        put(letters[0], channel=channel, hold_reason=HoldReason.WRITER_SENDS)

    page = sam.get(f"{LIST}?what=doubt").text

    assert "In doubt: 1" in page
    assert f'id="row-{letters[0]}"' in page


def test_letters_on_paper_wait_for_a_person_and_their_doubts_are_told_there(
    app: Flask, sam: Insider, letters: list[str]
) -> None:
    with app.app_context():
        put(letters[0], channel=Channel.PRINT)
        put(letters[1], channel=Channel.PRINT, hold_reason=HoldReason.IN_PACKET)

    page = sam.get(f"{LIST}?what=paper").text
    packets = sam.get("/console/packets").text

    assert "On paper: 1" in page
    assert "1 letter waits" in page
    assert "1 letter on paper is in doubt" in packets
    assert f'href="{LIST}?what=doubt"' in packets
