"""What a writer says of an English version, and the version itself."""

from flask_babel import lazy_gettext as _later
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired

from campaign.domain.letters import WORDS_LIMIT
from campaign.web.forms.fields import block

ACCEPT = "accept"
AS_WRITTEN = "as_written"


class AnswerForm(FlaskForm):
    """Two buttons: with the English, or as it was written."""

    answer = StringField(
        validators=[AnyOf((ACCEPT, AS_WRITTEN), message=_later("Press one of the two buttons."))]
    )


class EnglishForm(FlaskForm):
    """The English of somebody's own words."""

    english = TextAreaField(
        validators=[InputRequired(message=_later("Write the English.")), block(WORDS_LIMIT)]
    )
