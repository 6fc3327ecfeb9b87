"""The terminal's door to the outbox."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup

from campaign import wiring
from campaign.domain.deliveries import FINAL, DeliveryState, HoldReason
from campaign.domain.errors import NotFound, Refused
from campaign.queries import deliveries as outbox
from campaign.queries import pauses
from campaign.queries.deliveries import DeliveryLine
from campaign.queries.doubts import RESTORED
from campaign.services.make_letters import make_letters
from campaign.services.pause import pause
from campaign.services.resume import resume
from campaign.services.retry import MAY_GO_ON, retry
from campaign.services.settle import ANSWERS, settle, settle_restored

if TYPE_CHECKING:
    from config import Settings

CURES = {
    "not_in_doubt": "It is not in doubt: see `campaign deliveries show`.",
    "not_to_retry": "Only what failed, or is held for an unclear answer, can be retried.",
    "words_gone": "Its text is not kept any more.",
    "no_reason": "Say why, for those who look at it later: --reason '...'",
    "paused_already": "It is paused already.",
    "not_paused": "It is not paused.",
    "many_offices": "Several legislators have this name: give the office's id.",
    "gone_on": "Its letter went another way: by the office's form, or on paper.",
}
WHOLE, OF_A_CAMPAIGN, OF_AN_OFFICE = "all", "campaign", "office"

NEXT_STEP = {
    DeliveryState.IN_DOUBT: "in doubt: look for its Message-ID in the relay's log, then"
    " `campaign deliveries settle ID sent`, `queued` (it may arrive twice) or `failed`",
    DeliveryState.FAILED: "failed: `campaign deliveries retry ID` once you know why",
}
END_OF_HOLD = {
    HoldReason.DOUBTFUL_ADDRESS: "doubtful_address: confirm the address in the console,"
    " under Legislators",
    **{
        reason: f"{reason.value}: `campaign deliveries retry ID` when it should go on"
        for reason in sorted(MAY_GO_ON)
    },
    HoldReason.RESTORED: "restored: look up the queue number of its Message-ID in the relay's log;"
    " if that was sent, `campaign deliveries settle ID sent`, else `campaign deliveries retry ID`",
    HoldReason.MAIL_PAUSED: "mail_paused: `campaign deliveries resume all`",
}

group = AppGroup("deliveries", help="The outbox: what waits, what left, what is in doubt.")


@group.command("pending")
def pending() -> None:
    """Print how many letters are on their way."""
    click.echo(outbox.pending_count())


@group.command("export")
def export() -> None:
    """Print every letter that was ever queued, one JSON object a line."""
    for row in outbox.letters_for_export():
        line = {
            "message_id": row.message_id,
            "rcpt": row.rcpt,
            "state": row.state,
            "flags": row.flags,
        }
        click.echo(json.dumps(line))


@group.command("list")
@click.option(
    "--state",
    "states",
    type=click.Choice([state.value for state in DeliveryState]),
    multiple=True,
    help="Only these states; without it, everything that is not final.",
)
@click.option("--limit", default=100, show_default=True)
def show_list(states: tuple[str, ...], limit: int) -> None:
    """List deliveries, the longest due first."""
    chosen = [DeliveryState(state) for state in states]
    lines = outbox.in_state(chosen or sorted(set(DeliveryState) - FINAL), limit=limit)
    for line in lines:
        click.echo(_line(line))
    for next_step in sorted({_next_step(line) for line in lines} - {""}):
        click.echo(f"Next: {next_step}", err=True)


@group.command("show")
@click.argument("delivery_id")
def show(delivery_id: str) -> None:
    """Show one delivery and every step it took."""
    try:
        found = outbox.one(delivery_id)
    except NotFound as missing:
        raise click.ClickException(f"No delivery has the id {delivery_id}.") from missing
    click.echo(_line(found.line))
    click.echo(f"Message-ID: <{found.message_id or 'not yet'}>")
    for step in found.steps:
        said = step.reply.removeprefix(step.code.partition(" ")[2]).strip()
        facts = " ".join(filter(None, (step.code, said)))
        click.echo(f"{step.at:%Y-%m-%d %H:%M:%S} {step.old} -> {step.new} by {step.actor} {facts}")
    next_step = _next_step(found.line)
    if next_step:
        click.echo(f"Next: {next_step}")


@group.command("retry")
@click.argument("delivery_id")
def send_again(delivery_id: str) -> None:
    """Queue again what failed, or what is held because an answer was unclear."""
    try:
        retry(delivery_id, staff_member_id=None, bell=wiring.edges().bell, now=_now())
    except NotFound as missing:
        raise click.ClickException(f"No delivery has the id {delivery_id}.") from missing
    except Refused as refused:
        raise click.ClickException(CURES[refused.key]) from refused
    click.echo("queued")


@group.command("settle")
@click.argument("delivery_id")
@click.argument("answer", type=click.Choice(sorted(state.value for state in ANSWERS)))
def end_doubt(delivery_id: str, answer: str) -> None:
    """Say what became of a letter in doubt: sent, queued (it may arrive twice) or failed.

    `restored` in the place of an id means all that a restored backup put into doubt.
    """
    state, edges = DeliveryState(answer), wiring.edges()
    one = partial(settle, delivery_id, state)
    end = partial(settle_restored, state) if delivery_id == RESTORED else one
    try:
        ended = end(
            staff_member_id=None,
            site=edges.site,
            renderer=edges.renderer,
            signer=edges.signer,
            bell=edges.bell,
            now=_now(),
        )
    except NotFound as missing:
        raise click.ClickException(f"No delivery has the id {delivery_id}.") from missing
    except Refused as refused:
        raise click.ClickException(CURES[refused.key]) from refused
    click.echo(answer if ended is None else f"{answer}: {ended}")


@group.command("pause")
@click.argument("what", type=click.Choice([WHOLE, OF_A_CAMPAIGN, OF_AN_OFFICE]))
@click.argument("name", default="")
@click.option("--reason", required=True, help="Why; others read it.")
def begin_pause(what: str, name: str, reason: str) -> None:
    """Let no mail leave: all of it, of a campaign (its slug), or to an office (its id or name)."""
    try:
        pause(_scope(what, name), reason, staff_member_id=None, now=_now())
    except Refused as refused:
        raise click.ClickException(CURES[refused.key]) from refused
    click.echo("paused")


@group.command("resume")
@click.argument("what", type=click.Choice([WHOLE, OF_A_CAMPAIGN, OF_AN_OFFICE]))
@click.argument("name", default="")
def end_pause(what: str, name: str) -> None:
    """End a pause, and let go what came due meanwhile, in turn."""
    try:
        released = resume(
            _scope(what, name), staff_member_id=None, bell=wiring.edges().bell, now=_now()
        )
    except Refused as refused:
        raise click.ClickException(CURES[refused.key]) from refused
    click.echo(f"resumed, {released} letters let go")


@group.command("make")
@click.argument("number", type=click.IntRange(min=1))
def make(number: int) -> None:
    """Queue NUMBER letters by invented people to invented addresses. Test mode only."""
    settings: Settings = current_app.config["CAMPAIGN"]
    if settings.live:
        raise click.ClickException("CAMPAIGN_LIVE is 1: no letter is invented where mail leaves.")
    edges = wiring.edges()
    make_letters(number, site=edges.site, bell=edges.bell, now=_now())
    click.echo(f"{number} letters queued")


def _scope(what: str, name: str) -> str:
    """Return the scope that these words name."""
    if (what == WHOLE) is bool(name):
        raise click.UsageError("Write all; or campaign and its slug; or office and its id or name.")
    try:
        if what == OF_A_CAMPAIGN:
            return pauses.campaign_scope(name)
        return pauses.office_scope(name) if what == OF_AN_OFFICE else what
    except NotFound as missing:
        raise click.ClickException(f"There is no {what} {name}.") from missing


def _now() -> datetime:
    return datetime.now(UTC)


def _next_step(line: DeliveryLine) -> str:
    """Return what an operator does about a delivery; nothing where nobody need do anything."""
    if line.hold_reason is not None and line.state is DeliveryState.HELD:
        return END_OF_HOLD.get(line.hold_reason, "")
    return NEXT_STEP.get(line.state, "")


def _line(line: DeliveryLine) -> str:
    what = line.kind if line.legislator else f"{line.kind} '{line.notice_kind}'"
    whom = f" to {line.legislator}" if line.legislator else ""
    why = f" ({line.hold_reason})" if line.hold_reason else ""
    return (
        f"{line.id} {what} {line.state}{why}{whom}, "
        f"tried {line.attempts} times, due {line.due_at:%Y-%m-%d %H:%M:%S} UTC"
    )
