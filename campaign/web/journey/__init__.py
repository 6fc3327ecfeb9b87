"""The journey: five screens, an address each."""

from flask import Blueprint

from campaign.web.campaigns import open_campaign, refuse_when_over
from campaign.web.journey import check, choose, find, letter, paper, sign

SCREEN = ["GET", "POST"]


def blueprint(name: str) -> Blueprint:
    """Return the journey under a name; a campaign in the address has one of its own."""
    journey = Blueprint(name, __name__)
    journey.before_request(open_campaign)
    journey.before_request(refuse_when_over)
    journey.add_url_rule("/", "choose", choose.choose, methods=SCREEN)
    journey.add_url_rule("/find", "find", find.find, methods=SCREEN)
    journey.add_url_rule("/paper.pdf", "paper_pdf", paper.paper_pdf, methods=["POST"])
    journey.add_url_rule("/letter", "letter", letter.letter, methods=SCREEN)
    journey.add_url_rule("/letter/save", "save_letter", letter.save, methods=["POST"])
    journey.add_url_rule("/sign", "sign", sign.sign, methods=SCREEN)
    journey.add_url_rule("/sign/save", "save_sign", sign.save, methods=["POST"])
    journey.add_url_rule("/check", "check", check.check, methods=SCREEN)
    journey.add_url_rule("/draft/discard", "discard", check.discard, methods=["POST"])
    return journey
