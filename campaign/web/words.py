"""The words of the pages, in the reader's language."""

import flask_babel


def gettext(sentence: str, **values: object) -> str:
    """Return a sentence in the language of the page, its placeholders filled."""
    return str(flask_babel.gettext(sentence, **values))
