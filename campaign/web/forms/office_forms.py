"""What a writer says of an office's own form."""

from flask_babel import lazy_gettext as _later
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf

SENT = "sent"
FAILED = "failed"


class FormWord(FlaskForm):
    """Two buttons: it is sent, or the form did not work."""

    said = StringField(
        validators=[AnyOf((SENT, FAILED), message=_later("Press one of the two buttons."))]
    )
