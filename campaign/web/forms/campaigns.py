"""The forms by which staff write a campaign."""

import re
from dataclasses import replace
from datetime import date
from zoneinfo import available_timezones

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from campaign.domain.content import NOTHING, CampaignContent, CampaignStatus, Phrase
from campaign.domain.content_check import ADDRESS
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import Chamber
from campaign.domain.text import clean_line
from campaign.i18n import LOCALES
from campaign.web.forms.fields import line
from campaign.web.sentences import sentence

TEXT_LIMIT = 2000
NOTE_LIMIT = 300
MOST_GOAL = 1_000_000

_TEXT = re.compile(rf"([a-z_]+(?:-[a-z0-9]+)*)-({'|'.join(LOCALES)})")


class FactsForm(FlaskForm):
    """What a campaign is beside its texts."""

    seen = HiddenField()
    status = SelectField()
    starts_on = StringField()
    not_after = StringField()
    goal = StringField()
    time_zone = StringField()
    platform_date = StringField(validators=[line(40)])
    contact = StringField(validators=[line(80)])
    position = StringField()
    chambers = SelectMultipleField(validate_choice=False)
    statewide = SelectMultipleField(validate_choice=False)

    def fill(self, content: CampaignContent, jurisdiction: Jurisdiction) -> None:
        """Put in what is known, where nothing was sent."""
        labels = {
            CampaignStatus.DRAFT: _("Hidden: nobody sees it"),
            CampaignStatus.LIVE: _("Live: it takes letters from the first day to the last"),
            CampaignStatus.CLOSED: _("Closed: its pages stay, it takes no letters"),
        }
        self.status.choices = [SelectChoice(status.value, labels[status]) for status in labels]
        if self.is_submitted():
            return
        self.status.data = content.status.value
        self.starts_on.data = content.starts_on.isoformat()
        self.not_after.data = content.not_after.isoformat() if content.not_after else ""
        self.goal.data, self.position.data = str(content.goal), str(content.position)
        self.time_zone.data = content.time_zone
        self.platform_date.data, self.contact.data = content.platform_date, content.contact
        chambers = content.chambers or tuple(jurisdiction.houses)
        self.chambers.data = [chamber.value for chamber in chambers]
        self.statewide.data = list(content.statewide)

    def validate_starts_on(self, field: Field) -> None:
        """Take a day."""
        field.data = _day(field.data).isoformat()

    def validate_not_after(self, field: Field) -> None:
        """Take a day that is not before the first, or none."""
        if not (field.data or "").strip():
            field.data = ""
            return
        last = _day(field.data)
        field.data = last.isoformat()
        if not self.starts_on.errors and field.data < (self.starts_on.data or ""):
            raise ValidationError(_("The last day is before the first one."))

    def validate_goal(self, field: Field) -> None:
        """Take a number of letters."""
        field.data = str(_number(field.data))

    def validate_position(self, field: Field) -> None:
        """Take a place among the campaigns."""
        field.data = str(_number(field.data))

    def validate_time_zone(self, field: Field) -> None:
        """Take a zone that is known."""
        if field.data not in available_timezones():
            raise ValidationError(_("Write a time zone like America/Los_Angeles."))

    def validate_contact(self, field: Field) -> None:
        """Take an address, or none yet."""
        if field.data and not ADDRESS.fullmatch(field.data):
            raise ValidationError(sentence(Refused("email_wrong")))

    def validate_chambers(self, field: Field) -> None:
        """Ask for one chamber at least."""
        if not set(field.data or ()) & {Chamber.UPPER.value, Chamber.LOWER.value}:
            raise ValidationError(_("Choose at least one chamber."))

    def changed(self, content: CampaignContent, jurisdiction: Jurisdiction) -> CampaignContent:
        """Return the content with what was chosen; all chambers are the same as none named."""
        chosen = tuple(house for house in jurisdiction.houses if house.value in self.chambers.data)
        return replace(
            content,
            status=CampaignStatus(self.status.data),
            starts_on=date.fromisoformat(self.starts_on.data),
            not_after=date.fromisoformat(self.not_after.data) if self.not_after.data else None,
            goal=int(self.goal.data),
            position=int(self.position.data),
            time_zone=self.time_zone.data,
            platform_date=self.platform_date.data,
            contact=self.contact.data,
            chambers=() if len(chosen) == len(jurisdiction.houses) else chosen,
            statewide=tuple(name for name in jurisdiction.statewide if name in self.statewide.data),
        )


class BeginForm(FlaskForm):
    """How a campaign begins: its short name, from nothing or as a copy."""

    slug = StringField(validators=[line(80)])
    jurisdiction = SelectField(validate_choice=False)
    copy_of = SelectField()


class PublishForm(FlaskForm):
    """What somebody saw before they publish, and what changed, in their words."""

    seen = HiddenField()
    note = StringField()

    def validate_note(self, field: Field) -> None:
        """Ask for a sentence."""
        try:
            field.data = clean_line(field.data or "", NOTE_LIMIT)
        except Refused as refused:
            raise ValidationError(sentence(refused)) from refused
        if not field.data:
            raise ValidationError(_("Say in one sentence what changes."))


def typed_texts(
    sent: MultiDict[str, str],
) -> tuple[dict[str, Phrase], list[tuple[str, str]], dict[str, str]]:
    """Return the texts that were sent, the faults by field, and what was typed by field.

    A fault is a text that no draft could hold; anything else may wait for a later day.
    """
    found: dict[str, dict[str, str]] = {}
    problems: list[tuple[str, str]] = []
    typed: dict[str, str] = {}
    for field, text in sent.items():
        match = _TEXT.fullmatch(field)
        if match is None:
            continue
        typed[field] = text
        try:
            found.setdefault(match[1], {})[match[2]] = clean_line(text, TEXT_LIMIT)
        except Refused as refused:
            problems.append((field, sentence(refused)))
    texts = {name: replace(NOTHING, **languages) for name, languages in found.items()}
    return texts, problems, typed


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError as error:
        raise ValidationError(_("Write a day like 2026-01-31.")) from error


def _number(text: str | None) -> int:
    digits = (text or "").strip()
    if digits.isascii() and digits.isdecimal() and len(digits) <= len(str(MOST_GOAL)):
        number = int(digits)
        if 1 <= number <= MOST_GOAL:
            return number
    raise ValidationError(_("Write a whole number from 1 up."))
