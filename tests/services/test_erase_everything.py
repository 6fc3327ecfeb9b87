"""An erasure is real: whatever a person did, no column and no byte of the file names them."""

from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign import wiring
from campaign.db import db
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState, HoldReason
from campaign.domain.mail import NoticeMail
from campaign.domain.notices import NoticeKind, RenderedNotice
from campaign.domain.people import SUPPRESSION
from campaign.domain.staff import StaffRole
from campaign.domain.wishes import Asker, Correction, Wish, WishWay
from campaign.models.campaigns import Campaign
from campaign.models.deliveries import Delivery, Receipt
from campaign.models.deliveries.mails import enqueue_notice
from campaign.models.drafts import Draft
from campaign.models.letters import Letter
from campaign.models.supporters import Supporter, Suppression
from campaign.services.copy_person import copy_person
from campaign.services.correct_supporter import correct_supporter
from campaign.services.erase import erase_for, send_erase_link
from campaign.services.print_packet import fill_packet, print_packet
from tests import make
from tests.databases import Kind
from tests.faults import At, Fault
from tests.insiders import sign_in
from tests.people import BEN, Person

DAY = timedelta(days=1)
MARKED = Person(
    given_name="Xylophonia",
    family_name="Quetzalmark",
    email="zephyrmark@example.org",
    street="77 Marzipanlane",
    city="Narwhalville",
)
SISTER = Person(
    given_name="Wolframina",
    family_name="Quetzalmark",
    email=MARKED.email,
    street=MARKED.street,
    city=MARKED.city,
    locale="es",
)
MENDED = "yttermark@example.org"
WORDS = [
    MARKED.given_name,
    MARKED.family_name,
    SISTER.given_name,
    "zephyrmark",
    "yttermark",
    "Marzipanlane",
    MARKED.city,
    make.STORY[:20],
]
WISH = Wish(Asker.SELF, WishWay.POST, None)


@pytest.fixture
def erased(app: Flask, campaign: Campaign, now: datetime) -> str:
    """Return the id of somebody who did everything, after the erasure."""
    confirmed = make.write(campaign, MARKED, now=now, consent_coalition=True)
    supporter_id = make.action(confirmed.action_id).supporter_id or ""
    _write_letters_in_every_state(campaign, now)
    _get_every_notice(confirmed.action_id, now)
    _are_looked_at(app, supporter_id, now)
    assert set(make.places_of(WORDS)) >= {
        "actions.given_name",
        "actions.street",
        "deliveries.html",
        "deliveries.recipient",
        "deliveries.text",
        "letters.body",
        "name_words.word",
        "supporters.email",
    }
    erase_for(supporter_id, WISH, signer=wiring.edges().signer, now=now + DAY)
    return supporter_id


def _write_letters_in_every_state(campaign: Campaign, now: datetime) -> None:
    """Leave a letter in each state on each way, some of them printed, one never confirmed."""
    states = [one for one in DeliveryState if one not in {"claimed", "transmitting"}]
    ways = cycle(Channel)
    for number, state in enumerate(states):
        person = SISTER if number % 2 else MARKED
        action_id = make.write(campaign, person, now=now + number * 31 * DAY).action_id
        held = HoldReason.IN_PACKET if state is DeliveryState.HELD else None
        letters = select(Letter.id).where(Letter.action_id == action_id)
        db.session.execute(
            update(Delivery)
            .where(Delivery.letter_id.in_(letters))
            .values(status=state, channel=Channel.PRINT if held else next(ways), hold_reason=held)
        )
    make.submit(make.submission(campaign, MARKED), now)
    db.session.commit()
    packed = select(Letter.target_id).join(Delivery, Delivery.letter_id == Letter.id)
    office = db.session.scalars(packed.where(Delivery.hold_reason == HoldReason.IN_PACKET)).first()
    edges = wiring.edges()
    fill_packet(office or "", now=now)
    print_packet(
        office or "",
        jurisdictions=edges.jurisdictions,
        printer=edges.printer,
        staff_member_id=None,
        now=now,
    )


def _get_every_notice(action_id: str, now: datetime) -> None:
    """Get each of our mails, and let one come back with the address in the server's words."""
    edges = wiring.edges()
    words = RenderedNotice(f"Hello {MARKED.given_name}", make.STORY, f"<p>{MARKED.email}</p>")
    for kind in NoticeKind:
        mail = NoticeMail(
            kind=kind,
            rendered=words,
            recipient=MARKED.email,
            dedupe_key=f"{kind}:once",
            action_id=action_id if kind is not NoticeKind.ERASE_LINK else None,
            headers=(("X-Name", MARKED.given_name),),
            reply_to_name=MARKED.name,
            reply_to_address=MARKED.email,
        )
        enqueue_notice(db.session(), mail, site=edges.site, now=now)
    db.session.commit()
    send_erase_link(
        MARKED.email,
        site=edges.site,
        renderer=edges.renderer,
        signer=edges.signer,
        bell=edges.bell,
        now=now,
    )
    edges.mailer.faults.append(Fault(At.RECIPIENT, f"550 5.1.1 <{MARKED.email}>: no such user"))
    make.work(now)
    notice = db.session.scalars(
        select(Delivery).where(Delivery.kind == DeliveryKind.NOTICE)
    ).first()
    db.session.add(
        Receipt(
            provider="relay",
            event_id="1",
            delivery_id=notice.id if notice else None,
            kind="bounced",
            occurred_at=now,
        )
    )
    db.session.add(
        Draft(
            cookie_hash="h",
            payload=edges.sealer.seal(str(WORDS).encode()),
            expires_at=now + DAY,
        )
    )
    db.session.commit()


def _are_looked_at(app: Flask, supporter_id: str, now: datetime) -> None:
    """Be searched, opened, copied and corrected by staff."""
    sam, page = sign_in(app, StaffRole.STAFF), f"/console/supporters/{supporter_id}"
    assert MARKED.email in sam.post("/console/supporters", {"name": "xylo quetz"}).text
    assert MARKED.email in sam.post("/console/supporters", {"email": "ZEPHYR"}).text
    assert sam.get(page).status_code == 200
    copy_person(supporter_id, WISH, signer=wiring.edges().signer, now=now)
    sam.post("/console/suppressions", {"email": MARKED.email})
    right = Correction(MARKED.given_name, MARKED.family_name, MENDED, MARKED.city, "90001", "en")
    correct_supporter(supporter_id, right, WISH, now=now)


def test_no_column_names_or_quotes_them_and_a_hash_says_do_not_mail(erased: str) -> None:
    assert make.places_of(WORDS) == {}
    signer = wiring.edges().signer
    hashes = set(
        db.session.scalars(select(Suppression.address_hash).where(Suppression.lifted_at.is_(None)))
    )
    assert {signer.digest(SUPPRESSION, address) for address in (MARKED.email, MENDED)} <= hashes
    assert db.session.get_one(Supporter, erased).email is None


@pytest.mark.only_on(Kind.SQLITE)
def test_no_byte_of_the_file_names_them(erased: str) -> None:
    del erased
    file = Path(str(db.engine.url.database))
    db.session.rollback()

    bytes_of = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))

    assert [word for word in WORDS if word.encode() in bytes_of] == []


def test_nothing_goes_to_them_any_more_and_others_keep_all(
    erased: str, campaign: Campaign, now: datetime
) -> None:
    del erased
    ben = make.write(campaign, BEN, now=now)
    sent = len(wiring.edges().mailer.kept)

    make.work(now + 2 * DAY)

    assert make.states(ben.action_id) == ["sent", "sent"]
    assert MARKED.email not in str(wiring.edges().mailer.kept[sent:])
