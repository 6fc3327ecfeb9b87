"""What somebody typed, shown back to them where it could not be taken."""

import re

from flask import request
from flask_babel import lazy_gettext as _later
from werkzeug.exceptions import HTTPException

from campaign.web.presenters.authoring import field_label

LABELS = {
    "story": _later("Your own words"),
    "subject": _later("Subject"),
    "body": _later("Shared text"),
    "given_name": _later("First name"),
    "family_name": _later("Last name"),
    "email": _later("Your e-mail"),
    "street": _later("Street and number"),
    "city": _later("City"),
    "zip": _later("ZIP code"),
}
"""The fields that writers type into, without the number of the letter they belong to.

Those of staff who write a campaign are named by its presenter.
"""

_NUMBER = re.compile(r"-\d+\Z")


def typed() -> list[tuple[str, str]]:
    """Return the label and the text of every field that was filled in; choices are left out.

    A request that is too large to be read gives nothing.
    """
    try:
        fields = list(request.form.items(multi=True))
    except HTTPException:
        return []
    found = [
        (LABELS.get(_NUMBER.sub("", name)) or field_label(name), text) for name, text in fields
    ]
    return [(str(label), text) for label, text in found if label and text.strip()]
