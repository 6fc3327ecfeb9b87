"""The language that a browser asks for."""

from flask import request

from campaign.i18n import DEFAULT_LOCALE, LOCALES


def preferred_locale() -> str:
    """Return the language of ours that the browser likes best, whatever country it adds to it."""
    asked = (tag.partition("-")[0].lower() for tag in request.accept_languages.values())
    return next((language for language in asked if language in LOCALES), DEFAULT_LOCALE)
