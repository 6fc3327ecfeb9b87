"""People who write and confirm through the real services, for tests of what comes after."""

import re
from dataclasses import replace
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from campaign import wiring
from campaign.db import db, new_id
from campaign.domain.people import AgeBand
from campaign.domain.retention import Retention
from campaign.domain.submissions import Submission, SubmittedLetter
from campaign.models.campaigns import Campaign, Recommendation
from campaign.models.deliveries import Delivery
from campaign.models.roster import Target
from campaign.services.confirm import Confirmed, confirm_by_link
from campaign.services.load_content import load_content
from campaign.services.load_roster import load_roster
from campaign.services.load_roster.places import load_places
from campaign.services.submit import submit
from tests.contents import CONTENT
from tests.rosters import JURISDICTION, ROSTER, places


def found_campaign(now: datetime) -> Campaign:
    """Load the small campaign and the invented state that it writes to.

    The state is made known to the application too, as if its folder were there.
    """
    edges = wiring.edges()
    current_app.extensions[wiring.EXTENSION] = replace(
        edges, jurisdictions={**edges.jurisdictions, JURISDICTION.slug: JURISDICTION}
    )
    load_places(places())
    load_roster(ROSTER, now=now)
    load_content(replace(CONTENT, jurisdiction=JURISDICTION.slug), now=now)
    return db.session.scalars(select(Campaign)).one()


def offices() -> list[Target]:
    """Return the six offices of the invented state."""
    return list(db.session.scalars(select(Target).order_by(Target.person_id)))


def submission(campaign: Campaign, **changes: object) -> Submission:
    """Return what an adult from the first districts submits, in English, for one thing."""
    asks = db.session.scalars(
        select(Recommendation.id).order_by(Recommendation.position).limit(1)
    ).all()
    lower, *_, upper, _ = offices()
    plain = Submission(
        submission_key=new_id(),
        campaign_id=campaign.id,
        recommendation_ids=tuple(asks),
        letters=tuple(
            SubmittedLetter(office.id, "Our schools", "Dear you,\n\nPlease.")
            for office in (lower, upper)
        ),
        given_name="Ana",
        family_name="Reyes",
        email=f"{new_id()}@example.org",
        street="1 Main St.",
        city="Town",
        zip="90001",
        age_band=AgeBand.ADULT,
        locale="en",
        source_id=None,
        consent_coalition=False,
        consent_partner=False,
        own_words_share=0.5,
    )
    return replace(plain, **changes)


def write(campaign: Campaign, *, now: datetime, **changes: object) -> Confirmed:
    """Submit a letter and confirm it by the link in the mail."""
    edges = wiring.edges()
    submitted = submit(
        submission(campaign, **changes),
        site=edges.site,
        retention=Retention(),
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )
    mail = db.session.scalars(
        select(Delivery.text).where(
            Delivery.action_id == submitted.action_id, Delivery.notice_kind == "confirm"
        )
    ).one()
    link = re.search(r"/confirm/link/(\S+)", mail)
    assert link is not None
    return confirm_by_link(
        link.group(1),
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )
