"""The forms of lists that come in: which column holds what, what was agreed to, typed rows."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask import request
from flask_babel import lazy_gettext as _later
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice

from campaign.domain.errors import Refused
from campaign.domain.exports import ExportPurpose
from campaign.domain.import_rows import is_address
from campaign.domain.imports import (
    CITY_LIMIT,
    HOLDER_LIMIT,
    NAME_LIMIT,
    SHEET_COLUMNS,
    SHEET_ROWS,
    WORDING_LIMIT,
    Agreement,
    ImportColumn,
    Matching,
)
from campaign.domain.people import normalise_email
from campaign.domain.places import ZipCode
from campaign.domain.sources import is_code
from campaign.domain.text import clean_line
from campaign.i18n import DEFAULT_LOCALE, LOCALES, OWN_NAMES
from campaign.web.forms.fields import Field as Shown
from campaign.web.forms.fields import line
from campaign.web.sentences import sentence
from campaign.web.words import gettext as _

COLUMN = "column-"
"""What stands before a column's number in the name of its field."""

MONTH_FIRST = "month"
DAY_FIRST = "day"
LIMITS = {ImportColumn.CITY: CITY_LIMIT, ImportColumn.EMAIL: 254, ImportColumn.ZIP: 20}
COLUMNS = {
    ImportColumn.EMAIL: _later("E-mail"),
    ImportColumn.GIVEN_NAME: _later("First name"),
    ImportColumn.FAMILY_NAME: _later("Last name"),
    ImportColumn.FULL_NAME: _later("Whole name"),
    ImportColumn.CITY: _later("City"),
    ImportColumn.ZIP: _later("ZIP code"),
    ImportColumn.LANGUAGE: _later("Language"),
    ImportColumn.AGREED_AT: _later("Day on which they agreed"),
    ImportColumn.AGE: _later("Age, or day of birth"),
}
"""What a column may hold, as people read it."""


class AgreementForm(FlaskForm):
    """What everyone on a list agreed to, and how we know."""

    campaign = SelectField(choices=[], validate_choice=False)
    purpose = SelectField(choices=[], validate_choice=False)
    wording = StringField(
        validators=[line(WORDING_LIMIT, missing=_later("Name the wording that they read."))]
    )
    agreed_on = StringField(validators=[line(20)])
    day_order = SelectField(
        choices=[
            SelectChoice(MONTH_FIRST, _later("Month first, like 12/31/2026")),
            SelectChoice(DAY_FIRST, _later("Day first, like 31/12/2026")),
        ],
        default=MONTH_FIRST,
        validate_choice=False,
    )
    locale = SelectField(
        choices=[SelectChoice(code, OWN_NAMES[code]) for code in LOCALES], validate_choice=False
    )
    source = StringField(validators=[line(80)])
    holder = StringField(
        validators=[line(HOLDER_LIMIT, missing=_later("Say who holds the sheet or the list."))]
    )
    everyone_is_adult = BooleanField()

    def validate_agreed_on(self, item: Field) -> None:
        """Take a day as a browser sends it, or none."""
        if item.data and self._day() is None:
            raise ValidationError(_("Enter a day, like 2026-03-14."))

    def validate_source(self, item: Field) -> None:
        """Take a code as links carry it."""
        item.data = (item.data or "").lower()
        if not is_code(item.data):
            raise ValidationError(
                _("Write the source code in small letters, digits and hyphens, like oak-fair-2026.")
            )

    def agreement(self) -> Agreement:
        """Return what a valid form says. Raises Refused("purpose_unknown")."""
        return Agreement(
            campaign=self.campaign.data,
            purpose=ExportPurpose.parse(self.purpose.data),
            wording_version=self.wording.data,
            locale=self.locale.data if self.locale.data in LOCALES else DEFAULT_LOCALE,
            agreed_on=self._day(),
            source=self.source.data,
            holder=self.holder.data,
            everyone_is_adult=self.everyone_is_adult.data,
        )

    def _day(self) -> date | None:
        try:
            return date.fromisoformat(self.agreed_on.data or "")
        except ValueError:
            return None


def matching_from(columns: int, *, day_first: bool) -> Matching:
    """Return which column was said to hold what. Raises Refused("column_twice")."""
    places: dict[ImportColumn, int] = {}
    for place in range(columns):
        said = request.form.get(f"{COLUMN}{place}", "")
        if said not in list(ImportColumn):
            continue
        if ImportColumn(said) in places:
            raise Refused("column_twice")
        places[ImportColumn(said)] = place
    return Matching(places, day_first=day_first)


class TypedRows:
    """The fields of a few rows of a sheet: each has the name of its column and its row's number."""

    def __init__(self, sent: Mapping[str, str]) -> None:
        self.rows = [
            [self._field(sent, column, number) for column in SHEET_COLUMNS]
            for number in range(1, SHEET_ROWS + 1)
        ]

    @property
    def filled(self) -> list[Sequence[Shown]]:
        """Return the rows that hold anything."""
        return [row for row in self.rows if any(item.data for item in row)]

    @property
    def problems(self) -> list[tuple[str, str]]:
        """Return the id and the sentence of every fault."""
        return [(item.id, error) for row in self.rows for item in row for error in item.errors]

    @staticmethod
    def _field(sent: Mapping[str, str], column: ImportColumn, number: int) -> Shown:
        name = f"{column.value}-{number}"
        row = [sent.get(f"{each.value}-{number}", "").strip() for each in SHEET_COLUMNS]
        text = sent.get(name, "")
        errors: tuple[str, ...] = ()
        try:
            text = clean_line(text, LIMITS.get(column, NAME_LIMIT))
            if any(row):
                _check(column, text)
        except Refused as refused:
            errors = (_("Row %(number)s: %(what)s", number=number, what=sentence(refused)),)
        return Shown(name, text, errors)


def _check(column: ImportColumn, text: str) -> None:
    """Refuse what no list could bring in. Raises Refused."""
    if column is ImportColumn.EMAIL and not is_address(normalise_email(text)):
        raise Refused("email_wrong")
    if column is ImportColumn.ZIP and text:
        ZipCode.parse(text)
