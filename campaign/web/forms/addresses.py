"""E-mail addresses as people type them."""

from email_validator import EmailNotValidError, validate_email
from flask_wtf import FlaskForm
from wtforms import Field, ValidationError

from campaign.domain.errors import Refused
from campaign.domain.mail import is_plain_address
from campaign.web.sentences import sentence


def email_address(form: FlaskForm, field: Field) -> None:
    """Take an address that any mail server can reach; the name server is not asked."""
    del form
    try:
        found = validate_email(
            field.data, check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as error:
        raise ValidationError(sentence(Refused("email_wrong"))) from error
    field.data = found.ascii_email or found.normalized
    if not is_plain_address(field.data):
        raise ValidationError(sentence(Refused("email_wrong")))
