"""What staff do for a person: each form asks who wished it, and by which way."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Regexp

from campaign.domain.people import normalise_email
from campaign.domain.wishes import Asker, Correction, Wish, WishWay
from campaign.i18n import LOCALES, OWN_NAMES
from campaign.web.forms.addresses import email_address
from campaign.web.forms.fields import line

CHOOSE = SelectChoice("", _("Choose"))
NAME_LIMIT, EMAIL_LIMIT, CITY_LIMIT = 80, 254, 80


class WishForm(FlaskForm):
    """Who asked for it, and how."""

    asker = SelectField(
        choices=[
            CHOOSE,
            SelectChoice(Asker.SELF.value, _("The person themselves")),
            SelectChoice(Asker.GUARDIAN.value, _("A parent or guardian")),
            SelectChoice(Asker.NOBODY.value, _("Nobody: we decided it")),
        ],
        validators=[InputRequired(_("Say who asked for it."))],
    )
    way = SelectField(
        choices=[
            CHOOSE,
            SelectChoice(WishWay.EMAIL.value, _("By e-mail")),
            SelectChoice(WishWay.PHONE.value, _("By telephone")),
            SelectChoice(WishWay.IN_PERSON.value, _("In person")),
            SelectChoice(WishWay.POST.value, _("By post")),
        ],
        validators=[InputRequired(_("Say how the wish reached us."))],
    )

    def wish(self, staff_member_id: str) -> Wish:
        """Return the wish that was filled in."""
        return Wish(Asker(self.asker.data), WishWay(self.way.data), staff_member_id)


class CorrectionForm(WishForm):
    """Everything that staff may correct, as it should be."""

    given_name = StringField(validators=[line(NAME_LIMIT)])
    family_name = StringField(validators=[line(NAME_LIMIT)])
    email = StringField(validators=[line(EMAIL_LIMIT), email_address])
    city = StringField(validators=[line(CITY_LIMIT)])
    zip = StringField(
        validators=[Regexp(r"\d{5}$", message=_("Enter a ZIP code of five numbers."))]
    )
    locale = SelectField(choices=[SelectChoice(locale, OWN_NAMES[locale]) for locale in LOCALES])

    def correction(self) -> Correction:
        """Return what is right."""
        return Correction(
            given_name=self.given_name.data or "",
            family_name=self.family_name.data or "",
            email=normalise_email(self.email.data or ""),
            city=self.city.data or "",
            zip=self.zip.data or "",
            locale=self.locale.data,
        )


class WithdrawalForm(WishForm):
    """Which letters and consents are taken back."""

    what = SelectMultipleField(validators=[InputRequired(_("Choose what is taken back."))])


class ErasureForm(WishForm):
    """An erasure is sure only with a tick."""

    sure = BooleanField(
        validators=[InputRequired(_("Make sure of it, and tick the box: it cannot be undone."))]
    )


class AddressForm(FlaskForm):
    """An address to look for on the list of those that get no mail."""

    email = StringField(validators=[line(EMAIL_LIMIT), email_address])


class ListedAddressForm(WishForm):
    """The same address, and the wish to put it on the list or to take it off."""

    email = StringField(validators=[line(EMAIL_LIMIT), email_address])
