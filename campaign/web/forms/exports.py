"""The form by which staff ask for a file."""

from collections.abc import Mapping, Sequence
from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms import Field as WTField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from campaign.domain.export_columns import CHOSEN_AT_FIRST, STREET
from campaign.domain.exports import (
    PRESET_NAME_LIMIT,
    REASON_LIMIT,
    ExportFilters,
    ExportKind,
    ExportOrder,
    ExportPurpose,
    FileFormat,
)
from campaign.services.export.ask import NewPreset
from campaign.web.forms.fields import line

NARROWING = ("campaign", "district", "source", "partner", "language", "recommendation")
"""The fields whose choices narrow a file; an empty one does not."""

DAYS = ("first", "last")


def day(form: FlaskForm, item: WTField) -> None:
    """Check that a field is a day, or empty."""
    del form
    if item.data and _day(item.data) is None:
        raise StopValidation(str(_("Enter a day, like 2026-11-01.")))


def _select() -> SelectField:
    """Return a choice that the service checks, where the terminal's words are checked too."""
    return SelectField(validate_choice=False, default="")


class ExportForm(FlaskForm):
    """What the file is about stands in its address."""

    purpose = _select()
    file_format = SelectField(
        choices=[
            SelectChoice(FileFormat.CSV.value, _("CSV, for every program")),
            SelectChoice(FileFormat.XLSX.value, _("XLSX, for Excel and LibreOffice")),
        ],
        validate_choice=False,
        default=FileFormat.CSV.value,
    )
    columns = SelectMultipleField(validate_choice=False)
    street = BooleanField()
    street_reason = StringField(validators=[line(REASON_LIMIT)])
    campaign = _select()
    first = StringField(validators=[day])
    last = StringField(validators=[day])
    district = _select()
    source = _select()
    partner = _select()
    language = _select()
    recommendation = _select()
    reason = StringField(validators=[line(REASON_LIMIT, missing=_("Write what the file is for."))])
    preset_name = StringField(validators=[line(PRESET_NAME_LIMIT)])
    preset_shared = BooleanField()

    def offer(self, kind: ExportKind, choices: Mapping[str, Sequence[SelectChoice]]) -> None:
        """Let the fields offer what there is, and tick the usual columns on a fresh page."""
        for name, offered in choices.items():
            self[name].choices = list(offered)
        if kind is ExportKind.SUPPORTERS:
            label = _("JSON with the fields of OSDI, for other programs")
            osdi = SelectChoice(FileFormat.OSDI.value, label)
            self.file_format.choices = [*self.file_format.choices, osdi]
        if not self.is_submitted():
            self.columns.data = list(CHOSEN_AT_FIRST[kind])

    def take(self, words: Mapping[str, str]) -> list[str]:
        """Fill in what an address says, and return the names of what makes no sense."""
        ignored = []
        for name in ("purpose", *NARROWING):
            text = words.get(name, "")
            if text and text not in {str(choice.value) for choice in self[name].choices}:
                ignored.append(name)
            elif text:
                self[name].data = text
        for name in DAYS:
            text = words.get(name, "")
            if text and _day(text) is None:
                ignored.append(name)
            elif text:
                self[name].data = text
        return ignored

    def order(self, kind: ExportKind) -> ExportOrder:
        """Return what was asked for. Raises Refused, or ValueError for a format of nobody's."""
        columns = [name for name in self.columns.data or () if name != STREET]
        purpose = None
        if kind is ExportKind.SUPPORTERS:
            purpose = ExportPurpose.parse(self.purpose.data or "")
            columns += [STREET] if self.street.data else []
        return ExportOrder(
            kind=kind,
            file_format=FileFormat(self.file_format.data),
            columns=tuple(columns),
            reason=self.reason.data,
            purpose=purpose,
            filters=ExportFilters(
                first=_day(self.first.data),
                last=_day(self.last.data),
                **{name: self[name].data or "" for name in NARROWING},
            ),
            street_reason=self.street_reason.data if self.street.data else "",
        )

    def preset(self) -> NewPreset | None:
        """Return the name under which the columns are kept, if one was typed."""
        name = self.preset_name.data
        return NewPreset(name, shared=bool(self.preset_shared.data)) if name else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
