"""What was wrong with a row of a list, in words."""

from collections.abc import Iterable, Iterator, Sequence

from flask_babel import force_locale
from flask_babel import lazy_gettext as _later

from campaign.domain.imports import RowFault
from campaign.i18n import FORMATS
from campaign.queries.imports import Reject
from campaign.web.forms.imports import COLUMNS

FAULTS = {
    RowFault.EMAIL_MISSING: _later("There is no e-mail address."),
    RowFault.EMAIL_WRONG: _later("The e-mail address cannot be right."),
    RowFault.TOO_LONG: _later("The text is too long."),
    RowFault.TOO_MANY_CELLS: _later("The row has more cells than there are columns."),
    RowFault.ZIP_WRONG: _later("The ZIP code is not five numbers."),
    RowFault.DATE_MISSING: _later("The day on which they agreed is missing."),
    RowFault.DATE_WRONG: _later("The day on which they agreed cannot be read."),
    RowFault.DATE_AHEAD: _later("The day on which they agreed lies ahead."),
    RowFault.DATE_TOO_OLD: _later("They agreed longer ago than we keep a sign-up."),
    RowFault.AGE_UNKNOWN: _later("Nothing says that this person is 18 or older."),
    RowFault.MINOR: _later("This person is under 18."),
    RowFault.NO_MAIL: _later("This address gets no mail from us."),
    RowFault.SAID_NO: _later("This person said no to this on our own site."),
}
HEADINGS = (_later("Row"), _later("Column"), _later("What is wrong"))


def told(reject: Reject) -> tuple[str, str, str]:
    """Return a row's number, its column and what is wrong, in the reader's language."""
    column = "" if reject.column is None else str(COLUMNS[reject.column])
    return str(reject.number), column, str(FAULTS[reject.fault])


def in_every_language(rejects: Iterable[Reject], locales: Sequence[str]) -> Iterator[list[str]]:
    """Yield the lines of a file about rows: the number, then column and fault in each language."""
    yield [heading for locale in locales for heading in _spoken(HEADINGS, locale)]
    for reject in rejects:
        yield [word for locale in locales for word in _told_in(reject, locale)]


def _told_in(reject: Reject, locale: str) -> list[str]:
    with force_locale(FORMATS[locale]):
        return list(told(reject))


def _spoken(words: Iterable[object], locale: str) -> list[str]:
    with force_locale(FORMATS[locale]):
        return [str(word) for word in words]
