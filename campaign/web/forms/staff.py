"""The forms by which an admin invites somebody, and gives somebody a role."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from campaign.domain.mail import ADDRESS_LIMIT
from campaign.domain.staff import Invitee, StaffRole
from campaign.i18n import LOCALES, OWN_NAMES
from campaign.queries.partners import partners
from campaign.web.forms.fields import line


class RoleForm(FlaskForm):
    """A role, and the organization of whoever organizes for one."""

    role = SelectField(
        choices=[SelectChoice(role.value) for role in StaffRole],
        default=StaffRole.ORGANIZER.value,
    )
    partner = SelectField(default="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # As WTForms calls it.
        super().__init__(*args, **kwargs)
        self.partner.choices = [
            SelectChoice("", "—"),
            *(SelectChoice(partner.slug, partner.name) for partner in partners()),
        ]

    def chosen_role(self) -> StaffRole:
        """Return the role."""
        return StaffRole(self.role.data)


class InvitationForm(RoleForm):
    """Whom to invite, as what, and in which language."""

    email = StringField(validators=[line(ADDRESS_LIMIT)])
    locale = SelectField(choices=[SelectChoice(locale, OWN_NAMES[locale]) for locale in LOCALES])

    def invitee(self) -> Invitee:
        """Return who is to be invited."""
        return Invitee(
            email=self.email.data or "",
            role=self.chosen_role(),
            partner_slug=self.partner.data or "",
            locale=self.locale.data,
        )
