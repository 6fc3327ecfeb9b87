"""What a writer says of a telephone call."""

from flask_babel import lazy_gettext as _later
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf

from campaign.domain.calls import CallOutcome


class CallForm(FlaskForm):
    """A button for each way in which a call can go."""

    outcome = StringField(
        validators=[AnyOf(list(CallOutcome), message=_later("Press one of the four buttons."))]
    )
