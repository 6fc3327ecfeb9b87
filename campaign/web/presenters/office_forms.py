"""An office's own form as a writer copies it: label, value and hint of each field."""

from collections.abc import Iterable
from dataclasses import dataclass

from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.office_form import FilledField, FormField, FormLetter, fill_form
from campaign.queries.actions import ActionView, LetterState
from campaign.web.words import gettext as _


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One field of the form; an empty value is left to the writer.

    `on_the_form` is what the form itself calls it, in English.
    """

    label: str
    on_the_form: str
    value: str
    hint: str
    is_block: bool


def copy_lines(
    action: ActionView, letter: LetterState, jurisdiction: Jurisdiction
) -> list[CopyLine]:
    """Return the fields of an office's form in its order, each fitted to its limit."""
    filled = fill_form(
        FormLetter(
            given_name=action.given_name,
            family_name=action.family_name,
            email=action.email,
            street=action.street,
            city=action.city,
            state=jurisdiction.postal_state,
            zip=action.zip,
            subject=letter.subject,
            body=letter.body,
            original=letter.original_body,
        ),
        jurisdiction.contact_form,
    )
    return list(_lines(filled))


def _lines(filled: Iterable[FilledField]) -> Iterable[CopyLine]:
    labels = {
        FormField.TITLE: _("Title, such as Ms. or Mr."),
        FormField.GIVEN_NAME: _("First name"),
        FormField.FAMILY_NAME: _("Last name"),
        FormField.EMAIL: _("E-mail address"),
        FormField.STREET: _("Street address"),
        FormField.CITY: _("City"),
        FormField.STATE: _("State"),
        FormField.ZIP: _("ZIP code"),
        FormField.PHONE: _("Phone"),
        FormField.SUBJECT: _("Subject or topic"),
        FormField.MESSAGE: _("Message"),
    }
    for item in filled:
        yield CopyLine(
            label=labels[item.field],
            on_the_form=_ON_THE_FORM[item.field],
            value=item.value,
            hint=_hint(item),
            is_block=item.field is FormField.MESSAGE,
        )


_ON_THE_FORM = {
    FormField.TITLE: "Title",
    FormField.GIVEN_NAME: "First name",
    FormField.FAMILY_NAME: "Last name",
    FormField.EMAIL: "E-mail address",
    FormField.STREET: "Street address",
    FormField.CITY: "City",
    FormField.STATE: "State",
    FormField.ZIP: "ZIP code",
    FormField.PHONE: "Phone",
    FormField.SUBJECT: "Subject or topic",
    FormField.MESSAGE: "Message",
}
"""What an office's form, which is in English, calls its fields."""


def _hint(item: FilledField) -> str:
    if item.excess:
        return _(
            "The form takes %(limit)s characters. Leave out %(excess)s of yours when you paste it.",
            limit=item.limit,
            excess=item.excess,
        )
    if item.without_original:
        return _("The form has no room for your letter in Spanish. Only the English one is here.")
    if item.value:
        return ""
    if item.field is FormField.STREET:
        return _("We keep no street for you. If the form asks for one, it is up to you.")
    return _("Leave it empty. If the form asks for it, choose or type your own.")
