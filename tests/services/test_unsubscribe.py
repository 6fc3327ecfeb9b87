"""A person ends the news, with one tap, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from campaign import wiring
from campaign.db import db
from campaign.domain.errors import NotFound
from campaign.domain.people import Purpose
from campaign.domain.tallies import TallyKind
from campaign.models.campaigns import Campaign
from campaign.models.supporters import Consent
from campaign.queries.consents import news_senders, sign_ups_by_source, standing
from campaign.queries.differences import differences
from campaign.services.unsubscribe import unsubscribe
from tests import make

LATER = timedelta(days=9)


def test_every_consent_ends_and_is_counted_no_more(campaign: Campaign, now: datetime) -> None:
    source = make.source()
    confirmed = make.write(
        campaign, now=now, consent_coalition=True, consent_partner=True, source_id=source.id
    )
    assert make.counted()[TallyKind.SIGN_UP] == 2

    ended = unsubscribe(
        make.unsubscribe_token(confirmed.action_id), signer=wiring.edges().signer, now=now + LATER
    )

    assert ended == 2
    assert TallyKind.SIGN_UP not in make.counted()
    assert standing(make.action(confirmed.action_id).supporter_id or "") == []
    noes = db.session.scalars(select(Consent).where(Consent.given.is_(False))).all()
    assert {(no.source_id, no.at) for no in noes} == {(source.id, now + LATER)}
    assert differences() == []


@pytest.mark.parametrize("ends_partner", [True, False])
def test_the_coalition_and_a_partner_are_ended_apart(
    campaign: Campaign, now: datetime, *, ends_partner: bool
) -> None:
    source = make.source()
    confirmed = make.write(
        campaign, now=now, consent_coalition=True, consent_partner=True, source_id=source.id
    )
    ids = (Purpose.COALITION.value, source.partner_id or "")

    ended = unsubscribe(
        make.unsubscribe_token(confirmed.action_id),
        only=ids[ends_partner],
        signer=wiring.edges().signer,
        now=now + LATER,
    )

    assert ended == 1
    left = news_senders(make.action(confirmed.action_id).supporter_id or "")
    assert [sender.id for sender in left] == [ids[not ends_partner]]
    kinds = (Purpose.COALITION, Purpose.PARTNER)
    assert sign_ups_by_source(campaign.id) == {
        source.id: {kinds[ends_partner]: 0, kinds[not ends_partner]: 1}
    }
    assert differences() == []


def test_ending_it_twice_counts_once(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, now=now, consent_coalition=True)
    token, signer = make.unsubscribe_token(confirmed.action_id), wiring.edges().signer
    unsubscribe(token, signer=signer, now=now)

    assert unsubscribe(token, signer=signer, now=now) == 0

    assert make.number_of(Consent) == 2
    assert differences() == []


def test_ending_it_twice_at_the_same_moment_counts_once(
    app: Flask, campaign: Campaign, now: datetime
) -> None:
    confirmed = make.write(campaign, now=now, consent_coalition=True)
    token = make.unsubscribe_token(confirmed.action_id)
    db.session.rollback()

    def press(_: int) -> int:
        with app.app_context():
            return unsubscribe(token, signer=wiring.edges().signer, now=now)

    with ThreadPoolExecutor(6) as pool:
        ended = sorted(pool.map(press, range(6)))

    assert ended == [0] * 5 + [1]
    assert TallyKind.SIGN_UP not in make.counted()
    assert differences() == []


def test_a_new_yes_counts_again(campaign: Campaign, now: datetime) -> None:
    confirmed = make.write(campaign, now=now, consent_coalition=True)
    unsubscribe(make.unsubscribe_token(confirmed.action_id), signer=wiring.edges().signer, now=now)

    make.write(campaign, now=now + 40 * timedelta(days=1), consent_coalition=True)

    assert make.counted()[TallyKind.SIGN_UP] == 1
    assert differences() == []


def test_an_invented_token_is_not_found(campaign: Campaign, now: datetime) -> None:
    del campaign

    with pytest.raises(NotFound):
        unsubscribe("0" * 32 + "-invented", signer=wiring.edges().signer, now=now)
