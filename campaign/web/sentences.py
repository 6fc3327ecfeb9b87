"""What people read when something was refused: what to do next, in their language."""

from flask_babel import lazy_gettext as _later

from campaign.domain.errors import Refused
from campaign.web.words import gettext as _

SENTENCES = {
    "zip_nonsense": _later("Enter a ZIP code of five numbers, like 95814."),
    "zip_elsewhere": _later(
        "%(zip)s is not a ZIP code of this state. Enter the ZIP code where you live; this page "
        "writes to the legislators of this state only."
    ),
    "zip_unknown": _later(
        "We do not have ZIP code %(zip)s on our map. It may be for a PO box. Enter the ZIP code "
        "of the street where you live."
    ),
    "point_nonsense": _later(
        "We could not read your location. Type your street, or choose your people from the list."
    ),
    "point_swapped": _later(
        "The latitude comes first, like 38.58, and then the longitude, like -121.49."
    ),
    "point_unknown": _later(
        "We do not know which districts this location lies in. Type your street, or choose your "
        "people from the list."
    ),
    "point_outside_zip": _later(
        "Your location is not in ZIP code %(zip)s. If you are not at home now, type your street, "
        "or choose your people from the list."
    ),
    "district_missing": _later("Choose one of the people below."),
    "district_not_offered": _later("Choose one of the people below."),
    "too_long": _later("This text has %(length)s characters. Shorten it to %(limit)s, please."),
    "email_wrong": _later("Enter an e-mail address, like ana@example.org."),
    "code_wrong": _later(
        "That is not the code we sent. Look at the newest mail from us and try again."
    ),
    "code_over": _later(
        "This code does not work any more. Use the link in the mail, or ask for a new code."
    ),
    "mails_used_up": _later(
        "We send at most two confirmation mails to an address in 24 hours. Use the link in the "
        "mail that you have; it works for seven days."
    ),
    "legislator_changed": _later(
        "Somebody else holds this seat by now. Look at the letter once more before you send it."
    ),
    "wrote_already": _later(
        "You wrote to %(name)s about the same thing less than 30 days ago, so this letter is not "
        "sent again."
    ),
    "roster_decided": _later("Somebody has decided about this roster in the meantime."),
    "office_address_wrong": _later("Write one address like name@example.org, or leave it empty."),
    "email_taken": _later("Somebody else has this address. Look for them by it."),
    "suppressed_already": _later("This address gets no mail from us already."),
    "not_suppressed": _later("This address is not on the list by now."),
    "band_changed": _later(
        "In this browser another age was chosen less than a day ago. We cannot change it today. "
        "You can print your letter, or ask an adult to help you tomorrow."
    ),
}


def sentence(refused: Refused) -> str:
    """Return the sentence for a refusal in the reader's language."""
    values = dict(refused.values)
    text = str(SENTENCES[refused.key])
    return text % values if values else text


def stale() -> str:
    """Return what stands on top of a page that came back because it was open for too long."""
    return _("This page was open for a long time. Please press the button once more.")
