"""One address for every page of the site, with something behind every token."""

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask

from campaign import wiring
from campaign.db import db
from campaign.domain.ladder import Health
from campaign.domain.places import Chamber
from campaign.domain.site import RECEIPT, TRANSLATION
from campaign.models.roster import set_health
from campaign.services.add_source import add_source
from tests import successions
from tests.pages import Visitor
from tests.postbox import Postbox
from tests.rosters import JURISDICTION, MEMBERS, legislator
from tests.writers import offices


@dataclass(frozen=True, slots=True)
class Walk:
    """Somebody who wrote twice, confirmed once, and stands before sending a third time.

    The e-mail of the first office fails, so that a page helps with its form. Their senator has
    left since, so that a page asks about who follows.
    """

    visitor: Visitor
    confirm: str
    link: str
    receipt: str
    successor: str
    translation: str
    unsubscribe: str
    erase: str

    def address(self, rule: str) -> str:
        """Return the address of a public rule of the URL map, in the visitor's language."""
        path = rule.replace("<any(en, es):locale>", self.visitor.locale)
        values = {
            "<page_token>": self.confirm,
            "<link_token>": self.link,
            "<slug:campaign>": "three-asks",
            "<slug:slug>": "three-asks",
            "<slug:code>": "mural",
            "<slug:name>": "housing",
            "<int:n>": "1",
            "<slug>": "housing",
            "<mail_id>": "none",
        }
        for tokens, token in (
            ("/receipt/", self.receipt),
            ("/successor/", self.successor),
            ("/translation/", self.translation),
            ("/unsubscribe/", self.unsubscribe),
            ("/erase/", self.erase),
        ):
            if tokens in path:
                values["<token>"] = token
        for placeholder, value in values.items():
            path = path.replace(placeholder, value)
        return path


def walk(site: Flask, locale: str) -> Walk:
    """Walk the whole journey and come to the last screen once more."""
    with site.app_context():
        add_source("mural", label="A mural", medium="poster", now=datetime.now(UTC))
        set_health(db.session(), offices()[0].id, Health.FAILING, "staff", now=datetime.now(UTC))
        db.session.commit()
    postbox = Postbox(site)
    visitor = Visitor(site, locale)
    visitor.come_to_code(consent_coalition="y")
    receipt = _last(visitor.send({"code": postbox.code()}).path)
    with site.app_context():
        now, signer = datetime.now(UTC), wiring.edges().signer
        translation = signer.sign(TRANSLATION, signer.unsign(RECEIPT, receipt))
        follower = legislator(9, Chamber.UPPER, "1", gender="female")
        successions.seat(*MEMBERS[:4], follower, MEMBERS[5], on=JURISDICTION.day(now))
        successions.stop(now)
        successions.offer(now)
    confirm = _last(visitor.come_to_code(email="ben@example.org", given_name="Ben").path)
    link = _last(next(path for path in _links(postbox) if "/confirm/link/" in path))
    visitor.write("Once more.")
    visitor.sign()
    return Walk(
        visitor=visitor,
        confirm=confirm,
        link=link,
        receipt=receipt,
        successor=_last(postbox.link("/successor/", "new_legislator")),
        translation=translation,
        unsubscribe=_last(postbox.link("/unsubscribe/", "confirmed")),
        erase=_last(postbox.link("/erase/", "confirmed")),
    )


def _links(postbox: Postbox) -> list[str]:
    """Return the links of the mails to Ben."""
    mails = [mail for mail in postbox.notices() if "Ben" in mail]
    return [word for mail in mails for word in mail.split() if word.startswith("http")]


def _last(path: str) -> str:
    return path.rpartition("/")[2]
