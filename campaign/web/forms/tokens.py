"""The form that asks for an address."""

from flask_wtf import FlaskForm
from wtforms import StringField

from campaign.web.forms.addresses import email_address
from campaign.web.forms.fields import line

EMAIL_LIMIT = 254


class AddressForm(FlaskForm):
    """One e-mail address."""

    email = StringField(validators=[line(EMAIL_LIMIT), email_address])
