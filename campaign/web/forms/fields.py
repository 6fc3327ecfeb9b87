"""How typed text becomes a clean value, and how a field shows itself to a template."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask_wtf import FlaskForm
from wtforms import Field as WTField
from wtforms.validators import StopValidation

from campaign.domain.errors import Refused
from campaign.domain.text import clean_block, clean_line
from campaign.web.sentences import sentence, stale

TOKEN = "csrf_token"  # noqa: S105  # The name of a field.
MAIN = "main"
"""The id of every page's main part."""


@dataclass(frozen=True, slots=True)
class Field:
    """What a template needs of a field where there is no form behind it."""

    name: str
    data: str = ""
    errors: tuple[str, ...] = ()
    id: str = field(default="")

    def __post_init__(self) -> None:
        """Let a field be found by its name."""
        if not self.id:
            object.__setattr__(self, "id", self.name)


Check = Callable[[FlaskForm, WTField], None]


def line(limit: int, *, missing: str = "") -> Check:
    """Return a check that makes a field one clean line within its limit.

    With a sentence for a missing one, the field must not be empty.
    """
    return _cleaning(clean_line, limit, missing=missing)


def block(limit: int) -> Check:
    """Return a check that makes a field clean paragraphs within its limit."""
    return _cleaning(clean_block, limit, missing="")


def problems(form: FlaskForm) -> list[tuple[str, str]]:
    """Return every fault of a form that was sent as the id of its field and its sentence."""
    if not form.is_submitted():
        return []
    first = [(MAIN, stale())] if is_stale(form) else []
    fields = (item for item in form if item.name != TOKEN)
    return [*first, *((item.id, str(error)) for item in fields for error in item.errors)]


def is_stale(form: FlaskForm) -> bool:
    """Tell whether a checked form came from a page that was open for too long."""
    return TOKEN in form and bool(form[TOKEN].errors)


def _cleaning(clean: Callable[[str, int], str], limit: int, *, missing: str) -> Check:
    def check(form: FlaskForm, item: WTField) -> None:
        del form
        try:
            item.data = clean(item.data or "", limit)
        except Refused as refused:
            raise StopValidation(sentence(refused)) from refused
        if missing and not item.data:
            raise StopValidation(str(missing))

    return check
