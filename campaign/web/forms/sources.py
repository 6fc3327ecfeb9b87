"""How staff and organizers write down partners, and the codes by which people come."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from campaign.domain.sources import CODE_LIMIT, LABEL_LIMIT, PARTNER_NAME_LIMIT, SourceMedium
from campaign.web.forms.fields import line

MEDIA = {
    SourceMedium.EVENT: _("Event"),
    SourceMedium.SCHOOL: _("School"),
    SourceMedium.LINK: _("Link"),
    SourceMedium.POSTER: _("Poster"),
    SourceMedium.SHEET: _("Paper sheet"),
    SourceMedium.OTHER: _("Something else"),
}
"""What carries a code, in words."""


class PartnerForm(FlaskForm):
    """A partner organization: its name, and the short name that addresses carry."""

    name = StringField(
        validators=[line(PARTNER_NAME_LIMIT, missing=_("Enter the name of the organization."))]
    )
    slug = StringField(
        validators=[line(CODE_LIMIT, missing=_("Enter a short name, like oak-families."))]
    )


class SourceForm(FlaskForm):
    """A source code; the choice of its partner is left out where the reader has one."""

    code = StringField(validators=[line(CODE_LIMIT, missing=_("Enter a code, like fair-2026."))])
    label = StringField(validators=[line(LABEL_LIMIT)])
    medium = SelectField(
        choices=[SelectChoice(medium.value, label) for medium, label in MEDIA.items()],
        default=SourceMedium.POSTER.value,
    )
    partner = SelectField(default="")
