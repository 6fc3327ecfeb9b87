"""What the paper on architecture lists is what there is: contracts, ports, tables, columns."""

import configparser
import inspect
import re
from pathlib import Path

import pytest
from sqlalchemy import Index, Integer, Table, UniqueConstraint

import campaign.models  # noqa: F401  # Makes every table known.
from campaign.db import Base
from campaign.domain import ports

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
TABLES = Base.metadata.tables
CELL = re.compile(r"^\| `([a-z_]+)`( †)? \|(.*)\|$", re.MULTILINE)
ROWS = {
    name: [bool(mark), *(cell.strip() for cell in rest.split("|"))]
    for name, mark, rest in CELL.findall(TEXT.partition("## The tables")[2])
}


def words(cell: str) -> set[str]:
    """Return what stands in backticks in a cell."""
    return set(re.findall(r"`([a-z_]+)`", cell))


def unique_sets(table: Table) -> set[frozenset[str]]:
    """Return the sets of columns that are unique together, by constraint or by index."""
    rules: list[UniqueConstraint | Index] = [
        *(rule for rule in table.constraints if isinstance(rule, UniqueConstraint)),
        *(index for index in table.indexes if index.unique),
    ]
    return {frozenset(column.name for column in rule.columns) for rule in rules}


def test_every_table_has_a_row_and_every_row_a_table() -> None:
    assert sorted(ROWS) == sorted(TABLES)


@pytest.mark.parametrize("name", ROWS)
def test_the_key_is_the_primary_key(name: str) -> None:
    _, key, *_ = ROWS[name]

    assert words(key) == {column.name for column in TABLES[name].primary_key}


@pytest.mark.parametrize("name", ROWS)
def test_the_columns_are_there(name: str) -> None:
    _, _, columns, *_ = ROWS[name]

    assert words(columns) - set(TABLES[name].columns.keys()) == set()


@pytest.mark.parametrize("name", ROWS)
def test_what_is_unique_is_written(name: str) -> None:
    *_, unique, _ = ROWS[name]
    written = {frozenset(words(rule)) for rule in unique.split(";") if words(rule)}

    assert written == unique_sets(TABLES[name])


@pytest.mark.parametrize("name", [name for name, row in ROWS.items() if row[0]])
def test_a_table_that_is_only_added_to_counts_upward(name: str) -> None:
    assert isinstance(TABLES[name].columns["id"].type, Integer)


def test_tables_that_say_so_of_themselves_are_marked() -> None:
    appended = {
        mapper.class_.__tablename__
        for mapper in Base.registry.mappers
        if "append-only" in (mapper.class_.__doc__ or "")
    }

    assert appended == {name for name, row in ROWS.items() if row[0]}


def test_the_contracts_are_those_that_are_run() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    names = {
        contracts[section]["name"]
        for section in contracts.sections()
        if section.startswith("importlinter:contract:")
    }
    part = TEXT.partition("## The contracts")[2].partition("\n## ")[0]
    written = set(re.findall(r"^\| ([^|`]+?) \|", part, re.MULTILINE)) - {"contract", "---"}

    assert written == names


def test_the_ports_are_all_there() -> None:
    part = TEXT.partition("## The edges")[2].partition("\n## ")[0]
    written = set(re.findall(r"`([A-Z][A-Za-z]+)`", part))
    there = {
        name
        for name, port in inspect.getmembers(ports, inspect.isclass)
        if port.__module__ == ports.__name__
    }

    assert written == there
