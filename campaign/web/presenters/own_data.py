"""What we hold of a person, as files that they can read and that programs can."""

import io
import json
import zipfile

from flask import render_template
from flask_babel import force_locale

from campaign.services.copy_person import OwnData


def own_data_archive(data: OwnData) -> bytes:
    """Return a ZIP of two files: a page in the person's language, and the same as JSON."""
    with force_locale(data.person.locale):
        page = render_template("console/own_data.html", data=data, locale=data.person.locale)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("data.html", page)
        file.writestr(
            "data.json", json.dumps(data.plain(), ensure_ascii=False, indent=2, default=str)
        )
    return archive.getvalue()
