"""The language of the console: as chosen in this browser, else as the browser asks."""

from flask import session

from campaign.i18n import LOCALES
from campaign.web.languages import preferred_locale

CHOSEN = "locale"


def console_locale() -> str:
    """Return the language in which the console speaks to this person."""
    chosen = session.get(CHOSEN)
    if chosen in LOCALES:
        return str(chosen)
    return preferred_locale()
