"""A poster, link or sheet gets a code that counts whoever comes by it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from campaign.domain.errors import Refused
from campaign.models.partners import Partner, Source
from campaign.queries.sources import source_named
from campaign.services.add_source import add_source

NOW = datetime(2026, 10, 14, 17, 30, tzinfo=UTC)
Rows = scoped_session[Session]


def test_a_source_of_a_new_partner_brings_the_partner(session: Rows) -> None:
    add_source(
        "oak-fair",
        label="School fair",
        medium="poster",
        partner_slug="oak",
        partner_name="Oak Families",
        now=NOW,
    )
    add_source("oak-door", label="", medium="link", partner_slug="oak", now=NOW)

    found = source_named("oak-door")
    assert found is not None
    assert found.partner == "Oak Families"
    assert session.scalars(select(Partner.slug)).all() == ["oak"]


@pytest.mark.usefixtures("session")
def test_a_source_needs_no_partner() -> None:
    add_source("street", label="", medium="link", now=NOW)

    found = source_named("street")
    assert found is not None
    assert found.partner is None


@pytest.mark.usefixtures("session")
def test_an_unknown_code_is_no_source() -> None:
    assert source_named("nowhere") is None


def test_a_taken_code_is_refused(session: Rows) -> None:
    add_source("street", label="", medium="link", now=NOW)

    with pytest.raises(Refused) as refused:
        add_source(
            "street", label="", medium="link", partner_slug="oak", partner_name="Oak", now=NOW
        )

    assert refused.value.key == "code_taken"
    assert session.scalars(select(Source.partner_id)).all() == [None]


@pytest.mark.usefixtures("session")
def test_a_new_partner_without_a_name_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        add_source("oak-fair", label="", medium="link", partner_slug="oak", now=NOW)

    assert refused.value.key == "partner_unknown"
