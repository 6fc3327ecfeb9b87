"""The form by which staff look for people."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional, Regexp, ValidationError

from campaign.domain.people import Purpose, normalise_email
from campaign.i18n import LOCALES, OWN_NAMES
from campaign.queries.people import SupporterSearch

ANY = SelectChoice("", _("Any"))
AGREES, NOT = "yes", "no"
A_DAY = timedelta(days=1)

Named = Sequence[tuple[str, str]]
"""What can be chosen: ids, each with what people call it."""


class SupporterSearchForm(FlaskForm):
    """Every field may stay empty; each that does not narrows the search."""

    name = StringField(validators=[Length(max=160)])
    email = StringField(validators=[Length(max=254)])
    zip = StringField(
        validators=[Optional(), Regexp(r"\d{5}$", message=_("Enter a ZIP code of five numbers."))]
    )
    district = SelectField(default="")
    recommendation = SelectField(default="")
    source = SelectField(default="")
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
    agrees = SelectField(
        choices=[SelectChoice(AGREES, _("Agreed")), SelectChoice(NOT, _("Did not agree"))],
        default=AGREES,
    )
    since = DateField(validators=[Optional()])
    until = DateField(validators=[Optional()])

    def offer(self, *, districts: Named, recommendations: Named, sources: Named) -> None:
        """Say what can be chosen."""
        offers = ((self.district, districts), (self.recommendation, recommendations))
        for field, named in (*offers, (self.source, sources)):
            field.choices = [ANY, *(SelectChoice(value, label) for value, label in named)]

    def validate_until(self, field: DateField) -> None:
        """Refuse days that lie the wrong way round."""
        if field.data and self.since.data and field.data < self.since.data:
            raise ValidationError(_("The last day lies before the first one."))

    def asked(self, zone: ZoneInfo) -> SupporterSearch:
        """Return the search that was filled in; days are those of a time zone."""
        until: date | None = self.until.data
        return SupporterSearch(
            name=(self.name.data or "").strip(),
            email=normalise_email(self.email.data or ""),
            zip=(self.zip.data or "").strip(),
            district_id=self.district.data or "",
            recommendation_id=self.recommendation.data or "",
            source_id=self.source.data or "",
            locale=self.locale.data or "",
            purpose=Purpose(self.purpose.data) if self.purpose.data else None,
            agrees=self.agrees.data != NOT,
            since=_midnight(self.since.data, zone),
            before=_midnight(until + A_DAY if until and until < date.max else until, zone),
        )


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, zone)
