"""What staff write down of an office, and of its seats on committees."""

from flask import request
from flask_wtf import FlaskForm
from wtforms import StringField

from campaign.domain.roster import LIMITS
from campaign.web.forms.fields import line

ROLE = "role-"
"""What stands before a committee's id in the name of its field."""


class OfficeForm(FlaskForm):
    """The facts of an office; an empty one is not known."""

    email = StringField(validators=[line(LIMITS["email"])])
    contact_url = StringField(validators=[line(LIMITS["contact_url"])])
    capitol_phone = StringField(validators=[line(LIMITS["capitol_phone"])])
    capitol_address = StringField(validators=[line(LIMITS["capitol_address"])])
    office_phone = StringField(validators=[line(LIMITS["office_phone"])])
    office_address = StringField(validators=[line(LIMITS["office_address"])])
    office_city = StringField(validators=[line(LIMITS["office_city"])])

    def facts(self) -> dict[str, str]:
        """Return the facts by their names."""
        return {item.name: item.data for item in self if item.name in LIMITS}

    def roles(self) -> dict[str, str]:
        """Return the chosen role by committee."""
        return {
            name.removeprefix(ROLE): value
            for name, value in request.form.items()
            if name.startswith(ROLE)
        }
