"""How the mail does: how many stand where, and what needs a person."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState
from campaign.queries.needs_person import count_by_state, waiting
from campaign.web.console.access import console_pages

pages = console_pages("deliveries", __name__)


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state on one way, and how many letters and notices stand in it."""

    state: DeliveryState
    channel: Channel
    letters: int
    notices: int


@pages.get("/deliveries")
def show() -> ResponseReturnValue:
    """Show every state that something stands in, and what waits for a decision."""
    return render_template("console/deliveries.html", states=_states(), waiting=waiting())


def _states() -> Sequence[StateRow]:
    counts = count_by_state()
    rows = [
        StateRow(
            state,
            channel,
            counts.get((DeliveryKind.LETTER, channel, state), 0),
            counts.get((DeliveryKind.NOTICE, channel, state), 0),
        )
        for state in DeliveryState
        for channel in Channel
    ]
    return [row for row in rows if row.letters or row.notices]
