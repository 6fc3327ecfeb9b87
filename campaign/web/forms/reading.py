"""Why a letter is not sent."""

from flask_babel import lazy_gettext as _later
from flask_wtf import FlaskForm
from wtforms import StringField

from campaign.web.forms.fields import line

WHY_LIMIT = 300


class DeclineForm(FlaskForm):
    """One sentence or two that the writer reads."""

    why = StringField(
        validators=[line(WHY_LIMIT, missing=_later("Say why, so that the writer knows."))]
    )
