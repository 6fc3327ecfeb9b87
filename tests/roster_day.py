"""A rehearsal of the day on which a new legislature is seated, with a full outbox.

80 Assembly seats and the 20 even Senate seats change hands. Ten of the old Assembly move to the
Senate, and one Assembly seat stays empty until January.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import insert, select

from campaign import wiring
from campaign.adapters.open_states import PublishedRoster
from campaign.db import db, new_id
from campaign.domain.deliveries import Channel, DeliveryKind, DeliveryState, HoldReason
from campaign.domain.jurisdiction import Jurisdiction, Places
from campaign.domain.ladder import FORM_WAITS
from campaign.domain.people import CONSENT_WORDING_VERSION, AgeBand
from campaign.domain.places import Chamber, ZipCode
from campaign.domain.roster import Legislator, Roster, Seat
from campaign.models.actions import Action, ActionRecommendation
from campaign.models.campaigns import Campaign, Recommendation
from campaign.models.deliveries import Delivery, DeliveryEvent
from campaign.models.letters import Letter
from campaign.models.roster import Target
from campaign.queries.differences import differences
from campaign.queries.successors import WORD_WAITS, held_letters
from campaign.services.deliver import Terms, deliver
from campaign.services.load_content import load_content
from campaign.services.load_roster import load_roster
from campaign.services.load_roster.places import load_places
from campaign.services.load_roster.proposals import approve_roster, propose_roster
from campaign.services.offer_successor import offer_successor
from campaign.services.readdress import readdress
from campaign.services.rebuild_tallies import rebuild_tallies
from campaign.services.stop_letters import stop_letters
from campaign.services.withdraw import withdraw
from tests.contents import CONTENT
from tests.fakes import FakeMailer
from tests.published import people_file, person
from tests.rosters import JURISDICTION, LOWER_HOUSE, UPPER_HOUSE, legislator

ASSEMBLY, SENATE = 80, 40
MOVERS = 10
EMPTY = Seat(Chamber.LOWER, "80")
SEATED = date(2026, 12, 7)
FILLED = date(2027, 1, 20)
MIDNIGHT = datetime(2026, 12, 7, 8, tzinfo=UTC)
"""When 7 December begins in Sacramento."""

BEFORE = MIDNIGHT - timedelta(hours=20)
AFTER = MIDNIGHT + timedelta(seconds=10)
Row = dict[str, object]
OFFICES = "legislature.example"
ROUNDS = 400
"""More rounds of the worker than any queue here needs: a loop that does not end is a fault."""


@cache
def state() -> Jurisdiction:
    """Return an invented state of the size of California's legislature."""
    return replace(
        JURISDICTION,
        houses={
            Chamber.LOWER: replace(LOWER_HOUSE, seats=ASSEMBLY, district_seats={}),
            Chamber.UPPER: replace(UPPER_HOUSE, seats=SENATE),
        },
        roster_expires_on=SEATED,
    )


def old_legislature() -> list[Legislator]:
    """Return who sits until 7 December."""
    return [
        *(legislator(n, Chamber.LOWER, str(n)) for n in range(1, ASSEMBLY + 1)),
        *(legislator(100 + n, Chamber.UPPER, str(n)) for n in range(1, SENATE + 1)),
    ]


def new_legislature() -> list[Legislator]:
    """Return who sits from 7 December."""
    old = {(person.chamber, person.district): person for person in old_legislature()}
    assembly = [legislator(1000 + n, Chamber.LOWER, str(n)) for n in range(1, ASSEMBLY)]
    senate = [
        old[Chamber.UPPER, str(n)] if n % 2 else legislator(1100 + n, Chamber.UPPER, str(n))
        for n in range(1, SENATE + 1)
    ]
    for n in range(1, MOVERS + 1):
        mover = old[Chamber.LOWER, str(n)]
        moved = replace(
            mover, chamber=Chamber.UPPER, district=str(2 * n), email=f"moved{n}@{OFFICES}"
        )
        senate[2 * n - 1] = moved
    return [*assembly, *senate]


@dataclass
class RosterDay:
    """The stage: its outbox, its relay, and what its writers do."""

    mailer: FakeMailer
    rng: random.Random
    folder: Path
    letters: int
    campaign_id: str = ""
    tapped: set[str] = field(default_factory=set)
    """The letters whose writers tapped."""
    marks: list[int] = field(default_factory=list)
    """How many mails the relay had when the day began, and when January's seat was filled."""
    breaches: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Play the days from 6 December to the end of January, and look at what came of it."""
        self._set_up()
        self._work(BEFORE)
        self._seat(new_legislature(), SEATED, BEFORE, vacant=(EMPTY,))
        self._expect("nothing is held before the day", self._held() == {})
        self._work(MIDNIGHT - timedelta(seconds=1))
        self.marks.append(len(self.mailer.kept))
        self._work(AFTER)
        self._follow(AFTER)
        self._work(AFTER + timedelta(hours=1))
        self._follow(AFTER + timedelta(days=2))
        self._work(AFTER + timedelta(days=3))
        self.marks.append(len(self.mailer.kept))
        late = self.late
        self._seat([*new_legislature(), legislator(1080, Chamber.LOWER, "80")], FILLED, late)
        self._follow(late)
        self._work(late + timedelta(hours=1))
        self._judge()

    @property
    def late(self) -> datetime:
        """Return the last of these days."""
        return datetime.combine(FILLED, AFTER.timetz())

    def counts(self) -> Counter[str]:
        """Return how many letters stand in each state."""
        db.session.rollback()
        states = select(Delivery.status).where(Delivery.kind == DeliveryKind.LETTER)
        return Counter(map(str, db.session.scalars(states)))

    def _set_up(self) -> None:
        jurisdiction = state()
        districts = [
            jurisdiction.district(chamber, str(n))
            for chamber, last in ((Chamber.LOWER, ASSEMBLY), (Chamber.UPPER, SENATE))
            for n in range(1, last + 1)
        ]
        load_places(Places(jurisdiction, tuple(districts), {ZipCode("90001"): tuple(districts)}))
        load_roster(Roster(jurisdiction, tuple(old_legislature()), ()), now=BEFORE)
        load_content(replace(CONTENT, jurisdiction=jurisdiction.slug), now=BEFORE)
        self.campaign_id = db.session.scalars(select(Campaign.id)).one()
        ask = db.session.scalars(select(Recommendation.id)).first()
        offices = {
            office.person_id: (office.id, office.email, office.family_name)
            for office in db.session.scalars(select(Target))
        }
        tables: dict[type, list[Row]] = {
            table: [] for table in (Action, ActionRecommendation, Letter, Delivery)
        }
        for number in range(self.letters // 2):
            action_id = new_id()
            tables[Action].append(_action(action_id, self.campaign_id, number))
            tables[ActionRecommendation].append(
                {"action_id": action_id, "recommendation_id": ask, "position": 1}
            )
            people = (number % ASSEMBLY + 1, 100 + number % SENATE + 1)
            for position, person_number in enumerate(people, start=1):
                office = offices[f"ocd-person/{person_number}"]
                letter = _letter(action_id, position, *office)
                tables[Letter].append(letter)
                tables[Delivery].append(self._delivery(letter, office[1], number))
        for table, rows in tables.items():
            db.session.execute(insert(table), rows)
        db.session.commit()
        rebuild_tallies()

    def _delivery(self, letter: Row, recipient: str, number: int) -> Row:
        """Return the delivery of a letter: most in line, some held, some on another rung."""
        delivery_id = new_id()
        due_at = BEFORE if self.rng.random() < 0.2 else AFTER + timedelta(minutes=number % 50)
        row: Row = {
            "id": delivery_id,
            "kind": DeliveryKind.LETTER,
            "letter_id": letter["id"],
            "channel": Channel.EMAIL,
            "recipient": recipient,
            "from_name": f"Writer {number}",
            "from_address": "letters@campaign.example",
            "reply_to_name": f"Writer {number}",
            "reply_to_address": f"writer{number}@example.org",
            "subject": letter["subject"],
            "text": letter["body"],
            "message_id": f"{delivery_id}@campaign.example",
            "mail_date": BEFORE,
            "status": DeliveryState.QUEUED,
            "hold_reason": None,
            "created_at": BEFORE,
            "queued_at": BEFORE,
            "due_at": due_at,
        }
        draw = self.rng.random()
        if draw < 0.05:
            row |= {"status": DeliveryState.HELD, "hold_reason": HoldReason.DOUBTFUL_ADDRESS}
        elif draw < 0.10:
            row |= {
                "status": DeliveryState.HELD,
                "channel": Channel.FORM,
                "hold_reason": HoldReason.WRITER_SENDS,
                "due_at": BEFORE + FORM_WAITS * 10,
            }
        elif draw < 0.15:
            row |= {
                "status": DeliveryState.HELD,
                "channel": Channel.PRINT,
                "hold_reason": HoldReason.IN_PACKET,
            }
        return row

    def _seat(
        self, people: list[Legislator], on: date, now: datetime, *, vacant: tuple[Seat, ...] = ()
    ) -> None:
        """Put a roster in force that comes in the published form."""
        jurisdiction = replace(state(), roster_as_of=on, roster_expires_on=date(on.year + 2, 12, 4))
        path = people_file(self.folder / f"{on}.csv", [person(each) for each in people])
        published = PublishedRoster(path, vacant=vacant)
        db.session.rollback()
        proposed = propose_roster(
            published.read(jurisdiction),
            source=path.name,
            sha256=published.sha256(),
            staff_member_id=None,
            now=now,
        )
        states = {jurisdiction.slug: jurisdiction}
        approve_roster(proposed.id, states, staff_member_id=None, now=now)

    def _work(self, now: datetime) -> None:
        """Let a worker hand over what is due, until nothing is."""
        edges = wiring.edges()
        for _ in range(ROUNDS):
            db.session.rollback()
            run = deliver(
                mailer=self.mailer,
                renderer=edges.renderer,
                signer=edges.signer,
                bell=edges.bell,
                site=edges.site,
                clock=lambda: now,
                terms=Terms(lease_for=timedelta(minutes=5), backoff_scale=1.0),
            )
            if not run.sent:
                return
        raise AssertionError("the worker does not come to an end")

    def _follow(self, now: datetime) -> None:
        """Hold letters, ask their writers, and let some of them tap, some twice, some withdraw."""
        edges = wiring.edges()
        db.session.rollback()
        stop_letters(state(), now=now)
        while offer_successor(
            site=edges.site, renderer=edges.renderer, signer=edges.signer, bell=edges.bell, now=now
        ):
            pass
        for action_id in self._actions():
            draw = self.rng.random()
            if draw < 0.03:
                withdraw(action_id, actor="writer", now=now)
            elif draw < 0.40:
                self._tap(action_id, now)

    def _tap(self, action_id: str, now: datetime) -> None:
        edges = wiring.edges()
        for letter in held_letters(action_id, now):
            for _ in range(self.rng.choice((1, 1, 2)) if letter.successor else 0):
                readdress(
                    action_id,
                    letter.position,
                    letter.successor.id if letter.successor else "",
                    jurisdiction=state(),
                    site=edges.site,
                    bell=edges.bell,
                    now=now,
                )
                self.tapped.add(letter.letter_id)

    def _actions(self) -> list[str]:
        db.session.rollback()
        found = db.session.scalars(
            select(Letter.action_id)
            .distinct()
            .join(Delivery, Delivery.letter_id == Letter.id)
            .where(Delivery.status == DeliveryState.HELD)
            .order_by(Letter.action_id)
        )
        return list(found)

    def _held(self) -> Counter[str]:
        db.session.rollback()
        reasons = select(Delivery.hold_reason).where(
            Delivery.status == DeliveryState.HELD,
            Delivery.hold_reason.in_((HoldReason.LEFT_OFFICE, HoldReason.VACANT_SEAT)),
        )
        return Counter(map(str, db.session.scalars(reasons)))

    def _expect(self, what: str, is_so: object) -> None:
        if not is_so:
            self.breaches.append(what)

    def _judge(self) -> None:
        """Compare the relay's ledger, the letters and the people in office."""
        db.session.rollback()
        people = {target.id: target for target in db.session.scalars(select(Target))}
        letters = {letter.id: letter for letter in db.session.scalars(select(Letter))}
        deliveries = list(
            db.session.scalars(select(Delivery).where(Delivery.kind == DeliveryKind.LETTER))
        )
        by_message = {delivery.message_id: delivery for delivery in deliveries}
        copies = Counter(mail.message_id for mail in self._letters_kept())
        followers = {each.in_place_of for each in letters.values() if each.in_place_of}
        self._expect("every letter is there", len(letters) == self.letters + len(followers))
        self._expect("only writers who tapped sent another", followers == self.tapped)
        self._expect("nothing is on its way any more", not {"queued", "claimed"} & {*self.counts()})
        self._expect("nothing came twice", set(copies.values()) <= {1})
        left = {each.message_id for each in deliveries if each.status is DeliveryState.SENT}
        self._expect("what is said to have left did, and nothing else", left == set(copies))
        for place, mail in enumerate(self.mailer.kept):
            if mail.recipient.endswith(OFFICES):
                letter = letters[by_message[mail.message_id].letter_id or ""]
                addressee = people[letter.target_id]
                self._expect(f"{mail.recipient} is theirs", mail.recipient == addressee.email)
                greets = f"Dear {_title(addressee)} {addressee.family_name},".encode()
                self._expect(f"{mail.recipient} is greeted by name", greets in mail.content)
                self._expect(f"{mail.recipient} sits", _sat(addressee, self._day_of(place)))
        for delivery in deliveries:
            self._expect_no_loss(delivery, letters[delivery.letter_id or ""], people, followers)
        self._expect("the steps of every delivery follow each other", _unbroken(deliveries))
        self._expect("the counts are what the rows say", differences() == [])
        self._expect("nobody was deleted", len(people) == ASSEMBLY + SENATE + ASSEMBLY + 20)
        self._expect("nobody is asked a second time", self._asked_once())

    def _expect_no_loss(
        self,
        delivery: Delivery,
        letter: Letter,
        people: dict[str, Target],
        followers: set[str],
    ) -> None:
        """A letter left, waits for the true reason, went on, was taken back, or nobody answered."""
        gone = people[letter.target_id].left_office_on is not None
        reasons = (HoldReason.LEFT_OFFICE, HoldReason.VACANT_SEAT)
        waits = delivery.status is DeliveryState.HELD
        self._expect(
            f"{delivery.status} {delivery.hold_reason}: it waits for the true reason",
            not waits or gone == (delivery.hold_reason in reasons),
        )
        if delivery.status is DeliveryState.CANCELLED:
            action = db.session.get_one(Action, letter.action_id)
            why = letter.id in followers or action.withdrawn_at
            self._expect("what was cancelled went on, or was taken back", why)
        elif delivery.status is DeliveryState.FAILED:
            asked_at = letter.asked_at
            over = asked_at is not None and asked_at <= self.late - WORD_WAITS
            self._expect("what failed is what nobody answered for", over)
        else:
            fine = {DeliveryState.SENT, DeliveryState.HELD}
            self._expect(f"{delivery.status} is no end of a letter", delivery.status in fine)

    def _letters_kept(self) -> Iterator[object]:
        return (mail for mail in self.mailer.kept if mail.recipient.endswith(OFFICES))

    def _day_of(self, place: int) -> date:
        """Return the day on which the relay took its n-th mail."""
        first, second = self.marks
        if place < first:
            return SEATED - timedelta(days=1)
        return SEATED if place < second else FILLED

    def _asked_once(self) -> bool:
        kinds = select(Delivery.dedupe_key).where(Delivery.notice_kind == "new_legislator")
        keys = list(db.session.scalars(kinds))
        return len(keys) == len(set(keys))


def _sat(person: Target, on: date) -> bool:
    took, left = person.took_office_on, person.left_office_on
    return (took is None or took <= on) and (left is None or left > on)


def _title(person: Target) -> str:
    """Return how letters greet somebody, by the number of their person or their new address."""
    number = int(person.person_id.rpartition("/")[2])
    in_senate = 100 < number <= 100 + SENATE or number > 1000 + ASSEMBLY
    return "Senator" if in_senate or person.email.startswith("moved") else "Assembly Member"


def _unbroken(deliveries: list[Delivery]) -> bool:
    """Tell whether each step begins where the one before ended, up to where a letter stands."""
    stand: dict[str, DeliveryState] = {}
    events = select(DeliveryEvent).order_by(DeliveryEvent.id)
    for event in db.session.scalars(events):
        if stand.get(event.delivery_id, event.old) is not event.old:
            return False
        stand[event.delivery_id] = event.new
    return all(stand.get(each.id, each.status) is each.status for each in deliveries)


def _action(action_id: str, campaign_id: str, number: int) -> Row:
    return {
        "id": action_id,
        "campaign_id": campaign_id,
        "email": f"writer{number}@example.org",
        "given_name": "Writer",
        "family_name": str(number),
        "name_key": f"writer {number}",
        "street": "",
        "city": "Town",
        "zip": "90001",
        "age_band": AgeBand.ADULT,
        "locale": ("en", "es")[number % 2],
        "submission_key": action_id,
        "submission_digest": action_id,
        "consent_wording": CONSENT_WORDING_VERSION,
        "own_words_share": 0.0,
        "submitted_at": BEFORE,
        "confirmed_at": BEFORE,
    }


def _letter(action_id: str, position: int, target_id: str, email: str, family_name: str) -> Row:
    title = "Assembly Member" if position == 1 else "Senator"
    body = f"Dear {title} {family_name},\n\nPlease fund our schools.\n\nSincerely,\nWriter"
    return {
        "id": new_id(),
        "action_id": action_id,
        "target_id": target_id,
        "position": position,
        "locale": "en",
        "subject": f"To {email}",
        "body": body,
        "length": len(body),
        "accepted_at": BEFORE,
    }
