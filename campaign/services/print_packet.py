"""Print what waits on paper for an office: a cover sheet, and every letter on its own page."""

from collections.abc import Mapping
from datetime import datetime

from campaign.db import db
from campaign.domain.content import OFFICE_LOCALE
from campaign.domain.errors import NotFound
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.mail import ORIGINAL_NOTE
from campaign.domain.paper import PaperLetter, PaperPacket, address_lines, office_date
from campaign.domain.ports import Printer
from campaign.domain.staff import AuditVerb
from campaign.models.deliveries.rungs import put_on_paper
from campaign.models.staff import record
from campaign.queries.packets import addressee, in_packet, printed_letters, senders


def fill_packet(target_id: str, *, now: datetime) -> int:
    """Take everything that waits for an office into its packet; return how many letters.

    They are printed together, now or again, until they were handed over.
    """
    waiting = in_packet(target_id)
    put_on_paper(db.session(), waiting, now=now)
    db.session.commit()
    return len(waiting)


def print_packet(
    target_id: str,
    *,
    jurisdictions: Mapping[str, Jurisdiction],
    printer: Printer,
    staff_member_id: str | None,
    now: datetime,
) -> bytes:
    """Return an office's packet as a PDF; the audit keeps that somebody took it.

    Raises NotFound for an unknown office, and where nothing is in the packet.
    """
    office, letters = addressee(target_id), printed_letters(target_id)
    if not letters:
        raise NotFound(target_id)
    state = jurisdictions[office.jurisdiction]
    title = state.title(office.chamber, office.gender, office.district_number).read(OFFICE_LOCALE)
    lines = address_lines(title, office.full_name, office.capitol_address)
    helpers = senders([letter.delivery_id for letter in letters])
    packet = PaperPacket(
        title=f"Letters to {title} {office.full_name}",
        address_lines=lines,
        date_line=office_date(state.day(now)),
        senders=tuple(f"{name} ({organization})" for name, organization in helpers),
        letters=tuple(
            PaperLetter(
                locale=letter.locale,
                title=letter.subject,
                address_lines=lines,
                date_line=office_date(state.day(letter.submitted_at)),
                subject=letter.subject,
                body=letter.body,
                original=letter.original_body,
                original_note=ORIGINAL_NOTE,
                answers_to=letter.answers_to,
            )
            for letter in letters
        ),
    )
    db.session.rollback()  # On SQLite a reader turns into no writer once somebody else has written.
    record(
        db.session(),
        AuditVerb.PACKET_PRINTED,
        staff_member_id=staff_member_id,
        now=now,
        subject=target_id,
        facts={"letters": len(letters)},
    )
    db.session.commit()
    return printer.packet(packet)
