"""The form by which staff look for people, and the one by which they take a list."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, Regexp

from campaign.domain.people import Purpose, normalise_email
from campaign.i18n import LOCALES, OWN_NAMES
from campaign.queries.supporters import SupporterSearch

ANY = SelectChoice("", _("Any"))


class SupporterSearchForm(FlaskForm):
    """Every field may stay empty; each that does not narrows the search."""

    name = StringField(validators=[Length(max=160)])
    email = StringField(validators=[Length(max=254)])
    zip = StringField(
        validators=[Optional(), Regexp(r"\d{5}", message=_("Enter a ZIP code of five numbers."))]
    )
    locale = SelectField(
        choices=[ANY, *(SelectChoice(locale, OWN_NAMES[locale]) for locale in LOCALES)],
        default="",
    )
    purpose = SelectField(
        choices=[
            ANY,
            SelectChoice(Purpose.COALITION.value, _("Updates from the coalition")),
            SelectChoice(Purpose.PARTNER.value, _("Updates from a partner")),
        ],
        default="",
    )

    def asked(self) -> SupporterSearch:
        """Return the search that was filled in."""
        return SupporterSearch(
            name=(self.name.data or "").strip(),
            email=normalise_email(self.email.data or ""),
            zip=(self.zip.data or "").strip(),
            locale=self.locale.data or "",
            purpose=Purpose(self.purpose.data) if self.purpose.data else None,
        )
