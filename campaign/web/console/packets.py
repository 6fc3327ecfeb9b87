"""Letters on paper: print what waits for an office, and say that it was handed over."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign import wiring
from campaign.domain.errors import NotFound
from campaign.domain.returns import moment_of
from campaign.queries.packets import Packet, in_doubt_on_paper, packets
from campaign.services.hand_over import hand_over
from campaign.services.print_packet import fill_packet, print_packet
from campaign.web.console.access import console_pages
from campaign.web.console.locale import console_locale

pages = console_pages("packets", __name__)

SEE_OTHER = 303


@dataclass(frozen=True, slots=True)
class PacketRow:
    """One office as the list shows it."""

    packet: Packet
    district: str


@pages.get("/packets")
def show() -> ResponseReturnValue:
    """List the offices for which letters wait on paper."""
    states, locale = wiring.edges().jurisdictions, console_locale()
    rows = [
        PacketRow(
            packet,
            states[packet.jurisdiction]
            .district_name(packet.chamber, packet.district_number)
            .read(locale),
        )
        for packet in packets()
    ]
    return render_template("console/packets.html", rows=rows, doubts=in_doubt_on_paper())


@pages.post("/packets/<target_id>/print")
def print_all(target_id: str) -> ResponseReturnValue:
    """Take everything that waits into the packet, and lead to its PDF."""
    if not fill_packet(target_id, now=datetime.now(UTC)):
        abort(404)
    return redirect(url_for(".download", target_id=target_id), SEE_OTHER)


@pages.get("/packets/<target_id>.pdf")
def download(target_id: str) -> ResponseReturnValue:
    """Give the packet as a PDF."""
    edges, now = wiring.edges(), datetime.now(UTC)
    try:
        pdf = print_packet(
            target_id,
            jurisdictions=edges.jurisdictions,
            printer=edges.printer,
            staff_member_id=current_user.id,
            now=now,
        )
    except NotFound:
        abort(404)
    name = f"packet-{now:%Y-%m-%d}.pdf"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(pdf, mimetype="application/pdf", headers=disposition)


@pages.post("/packets/<target_id>/handed-over")
def handed_over(target_id: str) -> ResponseReturnValue:
    """Take a person's word that the office has what was printed by the moment in the form."""
    try:
        printed_at = moment_of(request.form.get("printed_at", ""))
    except ValueError:
        abort(400)
    try:
        hand_over(
            target_id,
            printed_at=printed_at,
            staff_member_id=current_user.id,
            now=datetime.now(UTC),
        )
    except NotFound:
        abort(404)
    return redirect(url_for(".show"), SEE_OTHER)
