"""The forms of the five screens."""

from flask_babel import lazy_gettext as _later
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)

from campaign.domain.errors import Refused
from campaign.domain.letters import LETTER_LIMIT, MOST_RECOMMENDATIONS, WORDS_LIMIT
from campaign.domain.people import AgeBand
from campaign.domain.places import ZipCode
from campaign.domain.stories import StoryUse
from campaign.web.forms.addresses import email_address
from campaign.web.forms.fields import block, line
from campaign.web.sentences import sentence
from campaign.web.words import gettext as _

ZIP_LIMIT = 20
SEED_LIMIT = 80
NAME_LIMIT = 80
CITY_LIMIT = 80
STREET_LIMIT = 120
NUMBER_LIMIT = 20
DEGREES_LIMIT = 40
EMAIL_LIMIT = 254
SUBJECT_LIMIT = 150
BY_STREET = "street"
BY_POINT = "point"
BY_PIN = "pin"
BY_GEOCODER = "census"
"""The look-ups that a button of screen 2 asks for: three on our own server, one outside."""
AREA_LIMIT = 60
ANSWERS = {"story": "stories", "whom": "whom", "helped": "helped"}
"""The boxes of a story, by where the draft keeps them: what happened, to whom, what would help."""


class ChooseForm(FlaskForm):
    """Screen 1: one to three recommendations, in the writer's order."""

    recommendation = SelectMultipleField(choices=[], validate_choice=False)

    def validate_recommendation(self, field: Field) -> None:
        """Take one to three of those that the campaign has; what it has not is left out."""
        field.data = [slug for slug in dict.fromkeys(field.data or []) if slug in field.choices]
        if not field.data:
            raise ValidationError(_("Pick at least one recommendation."))
        if len(field.data) > MOST_RECOMMENDATIONS:
            raise ValidationError(_("Pick at most three. Which three matter most to you?"))


class PaperForm(ChooseForm):
    """What the page of a child's letters hands back, to have the same letters as a PDF."""

    zip = StringField(validators=[line(ZIP_LIMIT)])
    seed = StringField(validators=[line(SEED_LIMIT)])


class FindForm(FlaskForm):
    """Screen 2: ZIP and age band, before any free text."""

    zip = StringField(validators=[line(ZIP_LIMIT)])
    age_band = RadioField(
        choices=[band.value for band in AgeBand],
        validate_choice=False,
    )
    street = StringField(validators=[line(STREET_LIMIT)])
    number = StringField(validators=[line(NUMBER_LIMIT)])
    lat = StringField(validators=[line(DEGREES_LIMIT)])
    lng = StringField(validators=[line(DEGREES_LIMIT)])
    area = StringField(validators=[line(AREA_LIMIT)])
    tile = StringField(validators=[line(DEGREES_LIMIT)])
    lookup = StringField()

    def validate_zip(self, field: Field) -> None:
        """Take a ZIP or ZIP+4."""
        try:
            field.data = ZipCode.parse(field.data).digits
        except Refused as refused:
            raise ValidationError(sentence(refused)) from refused

    def validate_age_band(self, field: Field) -> None:
        """Take one of the three bands."""
        if field.data not in list(AgeBand):
            raise ValidationError(_("Choose your age."))

    def validate_street(self, field: Field) -> None:
        """Ask for the street where it is to be looked up."""
        if field.data or self.lookup.data in {None, "", BY_POINT, BY_PIN}:
            return
        if self.lookup.data == BY_STREET:
            raise ValidationError(_("Enter the name of your street."))
        raise ValidationError(_("Enter your house number and street."))


class SignForm(FlaskForm):
    """Screen 4, for adults."""

    USES = tuple(StoryUse)

    given_name = StringField(
        validators=[line(NAME_LIMIT, missing=_later("Enter your first name."))]
    )
    family_name = StringField(validators=[line(NAME_LIMIT)])
    email = StringField(validators=[line(EMAIL_LIMIT), email_address])
    street = StringField(
        validators=[line(STREET_LIMIT, missing=_later("Enter your house number and street."))]
    )
    city = StringField(validators=[line(CITY_LIMIT, missing=_later("Enter your city."))])
    zip = StringField(validators=[line(ZIP_LIMIT)])
    consent_coalition = BooleanField()
    consent_partner = BooleanField()
    story_use = StringField()
    wants_english = BooleanField()
    website = StringField(_later("Leave this empty"))

    def validate_zip(self, field: Field) -> None:
        """Take a ZIP or ZIP+4; where the mail goes need not be where the vote is."""
        try:
            field.data = ZipCode.parse(field.data).digits
        except Refused as refused:
            raise ValidationError(sentence(refused)) from refused

    def validate_story_use(self, field: Field) -> None:
        """Take one of the rungs that is open to the writer; the lowest where none is chosen."""
        chosen = next((use for use in self.USES if use == field.data), None)
        if field.data and chosen is None:
            raise ValidationError(_("Choose who may read your story."))
        field.data = (chosen or StoryUse.OFFICE).value

    def validate_website(self, field: Field) -> None:
        """Refuse what only a program fills in."""
        if field.data:
            raise ValidationError(_("Leave this empty, please."))


class TeenSignForm(SignForm):
    """Screen 4, for writers of 13 to 17: no street and no consents, whatever was posted."""

    USES = (StoryUse.OFFICE, StoryUse.COALITION)
    street = None
    consent_coalition = None
    consent_partner = None


class CheckForm(FlaskForm):
    """Screen 5: one button, its key, and a fingerprint of the letters that were shown."""

    submission_key = HiddenField(validators=[line(64)])
    seen = HiddenField(validators=[line(64)])


class CodeForm(FlaskForm):
    """The page that takes the six digits."""

    code = StringField()

    def validate_code(self, field: Field) -> None:
        """Take six digits however they are spaced."""
        field.data = "".join((field.data or "").split())[:12]
        if not (field.data.isascii() and field.data.isdigit() and len(field.data) == 6):  # noqa: PLR2004  # Said by its name.
            raise ValidationError(_("Enter the six digits from the mail."))


class ButtonForm(FlaskForm):
    """A form that is only a button."""


def letter_form(stories: int, letters: int) -> type[FlaskForm]:
    """Return the form of screen 3 for so many story boxes and letters."""
    fields: dict[str, object] = {
        f"{answer}-{n}": TextAreaField(validators=[block(WORDS_LIMIT)])
        for n in range(1, stories + 1)
        for answer in ANSWERS
    }
    for n in range(1, letters + 1):
        fields[f"subject-{n}"] = StringField(validators=[line(SUBJECT_LIMIT)])
        fields[f"body-{n}"] = TextAreaField(validators=[block(LETTER_LIMIT)])
    return type("LetterForm", (FlaskForm,), {**fields, "nudged": StringField()})
