"""Let staff say how an office's e-mail does."""

from datetime import datetime

from campaign.db import db
from campaign.domain.errors import NotFound, Refused
from campaign.domain.ladder import Health
from campaign.domain.ports import Bell
from campaign.domain.site import Site
from campaign.domain.staff import AuditVerb
from campaign.models.actions import Action, hold_actions
from campaign.models.deliveries.mails import release_letters
from campaign.models.deliveries.rungs import go_back_to_email
from campaign.models.roster import Target, set_health
from campaign.models.staff import record
from campaign.queries.rungs import on_form_in_vain, waiting_for_address

BY_STAFF = "staff"


def set_office_health(
    target_id: str,
    state: Health,
    *,
    staff_member_id: str | None,
    site: Site,
    bell: Bell,
    now: datetime,
) -> None:
    """Write staff's word down; where the address works, what waited for it or for a form goes.

    Where it fails, what waits for it climbs the ladder within half a minute. Raises NotFound,
    and Refused("no_address") where there is no address that could work.
    """
    target = db.session.get(Target, target_id)
    if target is None:
        raise NotFound(target_id)
    works = state is Health.WORKING
    if works and not target.email:
        raise Refused("no_address")
    actor = f"staff:{staff_member_id or 'terminal'}"
    set_health(db.session(), target.id, state, BY_STAFF, now=now)
    waiting = waiting_for_address(target.id) if works else []
    released = release_letters(db.session(), waiting, target.email, now=now, actor=actor)
    released += _from_forms(target.id, site=site, now=now, actor=actor) if works else 0
    record(
        db.session(),
        AuditVerb.OFFICE_HEALTH_SET,
        staff_member_id=staff_member_id,
        now=now,
        subject=target.id,
        facts={"state": state, "released": released},
    )
    db.session.commit()
    if released:
        bell.ring()


def _from_forms(target_id: str, *, site: Site, now: datetime, actor: str) -> int:
    """Queue what waits for its writer's form; the writers' own words wait meanwhile."""
    session, back = db.session(), on_form_in_vain(now, target_id)
    hold_actions(session, Action.id.in_({letter.action_id for letter in back}))
    return sum(go_back_to_email(session, each, site=site, now=now, actor=actor) for each in back)
