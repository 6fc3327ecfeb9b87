"""What somebody can say on the telephone, in half a minute, in the caller's own language."""

from dataclasses import dataclass

from flask_babel import force_locale

from campaign.domain.content import LOCALES, OFFICE_LOCALE
from campaign.i18n import OWN_NAMES
from campaign.queries.actions import ActionView, sentences_in
from campaign.queries.targets import Member
from campaign.web.words import gettext as _


@dataclass(frozen=True, slots=True)
class Script:
    """A call's words in one language, and the other languages that one may speak."""

    locale: str
    lines: tuple[str, ...]
    to_machine: str
    others: tuple[tuple[str, str], ...]


def script(action: ActionView, member: Member, wanted: str) -> Script:
    """Return what a writer can say: who they are, what matters most to them, and thanks."""
    locale = wanted if wanted in LOCALES else OFFICE_LOCALE
    most_important = sentences_in(action.id, locale)[0]
    with force_locale(locale):
        name = member.full_name
        return Script(
            locale=locale,
            lines=(
                _(
                    "Hello. My name is %(name)s, and I live in %(city)s. I wrote to %(legislator)s"
                    " about our schools.",
                    name=action.given_name,
                    city=action.city,
                    legislator=name,
                ),
                most_important,
                _("Could you please tell %(legislator)s? Thank you very much.", legislator=name),
            ),
            to_machine=_(
                "If a machine answers, say the same, then say your name and your ZIP code once"
                " more, slowly."
            ),
            others=tuple((each, OWN_NAMES[each]) for each in LOCALES if each != locale),
        )
