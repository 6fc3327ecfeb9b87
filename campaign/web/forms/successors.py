"""The tap that sends a held letter to who follows."""

from flask_babel import lazy_gettext as _later
from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired

AGAIN = _later("Press the button once more.")


class SendToSuccessor(FlaskForm):
    """One button for each letter: it says which letter, and to whom its writer saw it going."""

    letter = IntegerField(validators=[InputRequired(message=AGAIN)])
    to = StringField(validators=[InputRequired(message=AGAIN)])
