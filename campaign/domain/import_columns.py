"""Which column holds what, guessed from how people and other tools name their columns."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from campaign.domain.imports import ImportColumn

_EDGE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OTHER = re.compile(r"[^a-z0-9]+")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

NAMES: dict[ImportColumn, frozenset[str]] = {
    ImportColumn.EMAIL: frozenset(
        {
            "email",
            "e mail",
            "mail",
            "email address",
            "e mail address",
            "email 1",
            "email1",
            "primary email",
            "preferred email",
            "personal email",
            "email addresses 0 address",
            "email addresses address",
            "correo",
            "correo electronico",
            "direccion de correo",
            "direccion de correo electronico",
        }
    ),
    ImportColumn.GIVEN_NAME: frozenset(
        {
            "given name",
            "first name",
            "first",
            "firstname",
            "can2 first name",
            "nombre",
            "nombres",
            "primer nombre",
            "nombre de pila",
        }
    ),
    ImportColumn.FAMILY_NAME: frozenset(
        {
            "family name",
            "last name",
            "last",
            "lastname",
            "surname",
            "can2 last name",
            "apellido",
            "apellidos",
        }
    ),
    ImportColumn.FULL_NAME: frozenset(
        {
            "name",
            "full name",
            "contact name",
            "your name",
            "nombre completo",
            "nombre y apellido",
            "nombre y apellidos",
            "su nombre",
        }
    ),
    ImportColumn.CITY: frozenset(
        {
            "city",
            "town",
            "locality",
            "can2 user city",
            "home city",
            "mailing city",
            "primary city",
            "registered city",
            "address city",
            "postal addresses 0 locality",
            "postal addresses locality",
            "ciudad",
            "municipio",
            "localidad",
        }
    ),
    ImportColumn.ZIP: frozenset(
        {
            "zip",
            "zip code",
            "zipcode",
            "zip5",
            "zip postal",
            "zip or postal",
            "zip postal code",
            "postal code",
            "postcode",
            "home zip",
            "mailing zip",
            "primary zip",
            "registered zip",
            "address zip",
            "postal addresses 0 postal code",
            "postal addresses postal code",
            "codigo postal",
            "zona postal",
        }
    ),
    ImportColumn.LANGUAGE: frozenset(
        {
            "language",
            "lang",
            "locale",
            "preferred language",
            "primary language",
            "languages spoken",
            "languages spoken 0",
            "idioma",
            "idioma preferido",
            "lengua",
        }
    ),
    ImportColumn.AGREED_AT: frozenset(
        {
            "date",
            "date signed",
            "signed on",
            "signed at",
            "signup date",
            "sign up date",
            "agreed at",
            "agreed on",
            "opted in at",
            "email opt in at",
            "subscribed at",
            "subscription date",
            "created date",
            "created at",
            "date created",
            "timestamp",
            "fecha",
            "fecha de firma",
            "fecha de inscripcion",
            "marca temporal",
        }
    ),
    ImportColumn.AGE: frozenset(
        {
            "age",
            "age band",
            "birth date",
            "birthdate",
            "birthday",
            "date of birth",
            "dob",
            "born at",
            "year of birth",
            "adult",
            "18",
            "18 or older",
            "18 or over",
            "over 18",
            "are you 18 or older",
            "edad",
            "fecha de nacimiento",
            "ano de nacimiento",
            "mayor de edad",
            "mayor de 18",
            "mayor de 18 anos",
        }
    ),
}
"""Headers in English and Spanish, and those of OSDI, Action Network, NationBuilder and EveryAction.

As `plain` writes them.
"""


def plain(header: str) -> str:
    """Return a header in small letters and single spaces: "ZipOrPostal" is "zip or postal"."""
    split = _EDGE.sub(" ", header)
    letters = unicodedata.normalize("NFKD", split).casefold()
    return _OTHER.sub(" ", "".join(c for c in letters if not unicodedata.combining(c))).strip()


def guess(headers: Sequence[str], rows: Iterable[Sequence[str]] = ()) -> dict[ImportColumn, int]:
    """Return which column seems to hold what.

    Where no header names the e-mail address, it is the first column that holds one in these rows.
    """
    found: dict[ImportColumn, int] = {}
    for place, header in enumerate(headers):
        name = plain(header)
        for column, names in NAMES.items():
            if name in names:
                found.setdefault(column, place)
    if ImportColumn.FULL_NAME in found and ImportColumn.GIVEN_NAME in found:
        del found[ImportColumn.FULL_NAME]
    if ImportColumn.GIVEN_NAME in found and ImportColumn.FAMILY_NAME not in found:
        found[ImportColumn.FULL_NAME] = found.pop(ImportColumn.GIVEN_NAME)
    if ImportColumn.EMAIL not in found:
        holding = (
            place for row in rows for place, cell in enumerate(row) if looks_like_address(cell)
        )
        first = next((place for place in holding if place not in found.values()), None)
        found.update({} if first is None else {ImportColumn.EMAIL: first})
    return found


def has_headers(first: Sequence[str]) -> bool:
    """Tell whether a list's first row names its columns: nobody names one by an address."""
    return not any(looks_like_address(cell) for cell in first)


def looks_like_address(cell: str) -> bool:
    """Tell whether a cell holds what may be an e-mail address."""
    return _ADDRESS.fullmatch(cell.strip()) is not None
