"""Which column holds what, by the headers of people and of other tools."""

import pytest

from campaign.domain.import_columns import guess, has_headers, plain
from campaign.domain.imports import ImportColumn as Column

EXPORTS = {
    "action network": {
        "first_name": Column.GIVEN_NAME,
        "last_name": Column.FAMILY_NAME,
        "email": Column.EMAIL,
        "zip_code": Column.ZIP,
        "can2_user_city": Column.CITY,
    },
    "nationbuilder": {
        "nationbuilder_id": None,
        "first_name": Column.GIVEN_NAME,
        "last_name": Column.FAMILY_NAME,
        "email1": Column.EMAIL,
        "primary_city": Column.CITY,
        "primary_zip": Column.ZIP,
        "born_at": Column.AGE,
    },
    "everyaction": {
        "VANID": None,
        "ContactName": Column.FULL_NAME,
        "PreferredEmail": Column.EMAIL,
        "City": Column.CITY,
        "ZipOrPostal": Column.ZIP,
        "DateCreated": Column.AGREED_AT,
    },
    "osdi": {
        "given_name": Column.GIVEN_NAME,
        "family_name": Column.FAMILY_NAME,
        "email_addresses[0].address": Column.EMAIL,
        "postal_addresses[0].postal_code": Column.ZIP,
        "languages_spoken[0]": Column.LANGUAGE,
        "created_date": Column.AGREED_AT,
    },
    "a form in spanish": {
        "Marca temporal": Column.AGREED_AT,
        "Nombre": Column.GIVEN_NAME,
        "Apellidos": Column.FAMILY_NAME,
        "Dirección de correo electrónico": Column.EMAIL,
        "Código postal": Column.ZIP,
        "Idioma": Column.LANGUAGE,
    },
    "a form in english": {
        "Timestamp": Column.AGREED_AT,
        "Your name": Column.FULL_NAME,
        "E-mail Address": Column.EMAIL,
        "ZIP": Column.ZIP,
        "Are you 18 or older?": Column.AGE,
    },
}


@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_the_columns_of_other_tools_are_known(export: dict[str, Column | None]) -> None:
    expected = {column: place for place, column in enumerate(export.values()) if column}

    assert guess(list(export)) == expected


def test_a_name_without_a_family_name_beside_it_is_whole() -> None:
    assert guess(["Nombre", "Correo"]) == {Column.FULL_NAME: 0, Column.EMAIL: 1}


def test_the_first_of_two_columns_counts() -> None:
    assert guess(["email", "Email"]) == {Column.EMAIL: 0}


def test_where_no_header_names_it_the_address_is_told_by_its_look() -> None:
    assert guess(["who", "where"], [["Ana", "ana@example.org"]]) == {Column.EMAIL: 1}


def test_unknown_columns_are_left_out() -> None:
    assert guess(["Phone", "Notes"], [["555", "x"]]) == {}


def test_a_row_with_an_address_names_no_columns() -> None:
    assert has_headers(["email", "name"])
    assert not has_headers(["Ana", " ana@example.org "])


def test_headers_are_compared_without_case_accents_and_signs() -> None:
    assert plain("  Código_POSTAL* ") == "codigo postal"
