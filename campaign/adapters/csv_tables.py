"""Tables of people and places in CSV: each fault is named with its file, line and cure."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from campaign.domain.roster import Problem, Roster, RosterError, check


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, and where it stands."""

    values: Mapping[str, str]
    where: str

    def has_word(self, column: str, words: Collection[str], problems: list[Problem]) -> bool:
        """Say whether a column holds one of the words; note the problem where it does not."""
        if self.values[column] in words:
            return True
        cure = f"write one of {', '.join(words) or 'none'}"
        problems.append(Problem(column, self.values[column], cure, self.where))
        return False


def read_table(path: Path, columns: Sequence[str], problems: list[Problem]) -> list[Row]:
    """Return the rows of a table with these columns; note what is wrong with it."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines, strict=True)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                cure = "add this column, or write the table anew with its tool"
                where = f"{path}, line 1"
                problems.extend(Problem("missing column", name, cure, where) for name in missing)
                return []
            return list(_rows(path, reader, columns, problems))
    except OSError as error:
        problems.append(Problem("table", str(error.strerror), "put the file there", str(path)))
    except (UnicodeDecodeError, csv.Error) as error:
        problems.append(Problem("table", str(error), "save it as a UTF-8 CSV", str(path)))
    return []


def _rows(
    path: Path,
    reader: "csv.DictReader[str]",
    columns: Sequence[str],
    problems: list[Problem],
) -> Iterator[Row]:
    for values in reader:
        where = f"{path}, line {reader.line_num}"
        if None in values or None in values.values():
            cure = "give every column of the header one cell"
            problems.append(Problem("number of cells", str(len(values)), cure, where))
            continue
        yield Row({name: values[name].strip() for name in columns}, where)


def check_with_lines(roster: Roster, lines: Mapping[str, str]) -> None:
    """Accept a whole roster. Raises RosterError, with the line of each person that is wrong."""
    try:
        check(roster)
    except RosterError as error:
        raise RosterError(
            replace(problem, where=lines.get(problem.person_id, "")) for problem in error.problems
        ) from error


def raise_any(problems: Sequence[Problem]) -> None:
    """Raise RosterError with all these problems, if there are any."""
    if problems:
        raise RosterError(problems)
