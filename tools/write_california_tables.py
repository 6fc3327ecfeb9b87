"""Write California's compact tables of people and places from the tables they come from.

    python tools/write_california_tables.py --from DIR --to campaign/data/california

DIR holds `openstates-people-ca.csv`, `ca-offices.csv`, `ca-committees.csv`,
`ca-committee-members.csv` and `ca-zip-districts.csv`. The same input gives the same bytes.
Facts are rewritten and never guessed: an address that the source does not hold stays empty.
"""

import argparse
import csv
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

Row = Mapping[str, str]

CHAMBERS = ("lower", "upper")
CHAMBER_SITES = {
    "lower": ("asmdc.org", "asmrc.org", "assembly.ca.gov"),
    "upper": ("senate.ca.gov",),
}
GENDERS = {"Female": "female", "Male": "male"}
ROLES = {"chair": "chair", "vice chair": "vice_chair", "member": "member"}

PERSON_COLUMNS = (
    "id",
    "name",
    "given_name",
    "family_name",
    "gender",
    "current_party",
    "current_chamber",
    "current_district",
    "email",
    "image",
    "links",
)
LEGISLATOR_COLUMNS = (
    "person_id",
    "given_name",
    "family_name",
    "full_name",
    "gender",
    "chamber",
    "district",
    "party",
    "email",
    "capitol_phone",
    "capitol_address",
    "office_address",
    "office_city",
    "office_phone",
    "photo_url",
    "contact_url",
)
ZIP_COLUMNS = ("zip", *CHAMBERS)
POINT_COLUMNS = ("zip", "lat", "lng")
POINT_DECIMALS = 3
"""A map needs no more: it is about a hundred meters."""
COMMITTEE_COLUMNS = ("committee_id", "chamber", "subject", "name", "homepage")
MEMBER_COLUMNS = ("committee_id", "person_id", "role")


SUBJECTS = {
    ("lower", "Appropriations"): "appropriations",
    ("lower", "Budget"): "budget",
    ("lower", "Education"): "education",
    ("upper", "Appropriations"): "appropriations",
    ("upper", "Budget and Fiscal Review"): "budget",
    ("upper", "Education"): "education",
}


class SourceError(Exception):
    """Name what is wrong in a source table, its value, and the cure."""

    def __init__(self, name: str, value: str, cure: str) -> None:
        super().__init__(f"{name}: {value}: {cure}")


def read_rows(path: Path, required: Sequence[str]) -> list[Row]:
    """Read a table, each value NFC and without stray spaces. Raises SourceError."""
    if not path.is_file():
        raise SourceError("source table", str(path), "name the folder that holds it with --from")
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = sorted(set(required) - set(reader.fieldnames or ()))
        if missing:
            raise SourceError(
                path.name, f"no column {', '.join(missing)}", "take the published form"
            )
        return [{name: clean(row[name]) for name in required} for row in reader]


def clean(text: str | None) -> str:
    """Return text in NFC with single spaces."""
    return " ".join(unicodedata.normalize("NFC", text or "").split())


def tidy_address(address: str) -> str:
    """Return an address without the empty parts that doubled commas leave."""
    return ", ".join(part for part in (part.strip() for part in address.split(",")) if part)


def city_of(address: str) -> str:
    """Return the city of an address such as "1 A St., Fresno, CA 93721". Raises SourceError."""
    found = re.fullmatch(r".+, (?P<city>[^,]+), CA \d{5}", address)
    if found is None:
        raise SourceError("address", address, "end it with the city, then CA and the ZIP")
    return found["city"]


def choose_contact(links: str, chamber: str, district: str) -> str:
    """Return the link to the member's own page: the chamber's site with the district's number.

    Members keep the pages of seats they held before, so a chamber and a number must both agree.
    """
    own = [link for link in links.split(";") if is_own_page(link, chamber, district)]
    return min(own, key=lambda link: (not is_numbered_host(link, district), link), default="")


def is_own_page(link: str, chamber: str, district: str) -> bool:
    """Say whether a link leads to this seat's page on this chamber's site."""
    last = urlsplit(link).path.rstrip("/").rsplit("/", 1)[-1]
    names_seat = is_numbered_host(link, district) or number_in(last) == int(district)
    return names_seat and is_on_site(link, chamber)


def is_on_site(link: str, chamber: str) -> bool:
    """Say whether a link leads to one of a chamber's own hosts."""
    host = urlsplit(link).hostname or ""
    return any(host == site or host.endswith("." + site) for site in CHAMBER_SITES[chamber])


def is_numbered_host(link: str, district: str) -> bool:
    """Say whether a link's host begins with letters and the district's number."""
    return number_in((urlsplit(link).hostname or "").split(".")[0]) == int(district)


def number_in(label: str) -> int:
    """Return the number at the end of a label such as "ad07", or -1."""
    found = re.fullmatch(r"[a-z]*0*(\d+)", label)
    return int(found.group(1)) if found else -1


def official_photo(link: str) -> str:
    """Return a photo's address if the Legislature publishes it; others' photos have owners."""
    return link if any(is_on_site(link, chamber) for chamber in CHAMBERS) else ""


def first_offices(offices: Iterable[Row], classification: str) -> dict[str, Row]:
    """Return each person's first office of one kind, in the order of the source."""
    first: dict[str, Row] = {}
    for office in offices:
        if office["classification"] == classification:
            first.setdefault(office["person_id"], office)
    return first


def legislator_rows(people: Iterable[Row], offices: Sequence[Row]) -> list[Row]:
    """Return one compact row per member, Assembly first, by district."""
    capitol = first_offices(offices, "capitol")
    local = first_offices(offices, "district")
    rows = [legislator_row(p, capitol.get(p["id"], {}), local.get(p["id"], {})) for p in people]
    return sorted(rows, key=lambda row: (row["chamber"], int(row["district"]), row["person_id"]))


def legislator_row(person: Row, capitol: Row, local: Row) -> Row:
    """Return one member's compact row."""
    office = tidy_address(local.get("address", ""))
    chamber, district = person["current_chamber"], person["current_district"]
    return {
        "person_id": person["id"],
        "given_name": person["given_name"],
        "family_name": person["family_name"],
        "full_name": person["name"],
        "gender": GENDERS.get(person["gender"], ""),
        "chamber": chamber,
        "district": district,
        "party": person["current_party"],
        "email": person["email"],
        "capitol_phone": capitol.get("voice", ""),
        "capitol_address": tidy_address(capitol.get("address", "")),
        "office_address": office,
        "office_city": city_of(office) if office else "",
        "office_phone": local.get("voice", ""),
        "photo_url": official_photo(person["image"]),
        "contact_url": choose_contact(person["links"], chamber, district),
    }


def zip_rows(source: Iterable[Row]) -> list[Row]:
    """Return one row per ZIP with every district that it touches, in the order of numbers."""
    rows = [
        {
            "zip": row["zip"],
            "lower": in_order(row["assembly"]),
            "upper": in_order(row["senate"]),
        }
        for row in source
    ]
    return sorted(rows, key=lambda row: row["zip"])


def point_rows(source: Iterable[Row]) -> list[Row]:
    """Return the point within each ZIP, where the source has one."""
    rows = [
        {"zip": row["zip"], "lat": rounded(row["lat"]), "lng": rounded(row["lng"])}
        for row in source
        if row["lat"] and row["lng"]
    ]
    return sorted(rows, key=lambda row: row["zip"])


def rounded(degrees: str) -> str:
    """Return degrees as a map needs them. Raises SourceError."""
    try:
        return str(round(float(degrees), POINT_DECIMALS))
    except ValueError as error:
        raise SourceError("degrees", degrees, "write them like 38.5766") from error


def in_order(numbers: str) -> str:
    """Return space-separated numbers in ascending order."""
    return " ".join(sorted(numbers.split(), key=int))


def committee_rows(source: Iterable[Row]) -> list[Row]:
    """Return the education, budget and appropriations committees of both houses."""
    rows = [
        {
            "committee_id": row["id"],
            "chamber": row["chamber"],
            "subject": SUBJECTS[row["chamber"], row["name"]],
            "name": f"{row['name']} Committee",
            "homepage": row["homepage"],
        }
        for row in source
        if (row["chamber"], row["name"]) in SUBJECTS
    ]
    return sorted(rows, key=lambda row: (row["chamber"], row["subject"], row["committee_id"]))


def member_rows(source: Iterable[Row], committees: Sequence[Row]) -> list[Row]:
    """Return the seats of those committees. Raises SourceError for a role without a word."""
    order = [row["committee_id"] for row in committees]
    rows = [
        {
            "committee_id": row["committee_id"],
            "person_id": row["person_id"],
            "role": role_word(row["role"]),
        }
        for row in source
        if row["committee_id"] in order
    ]
    return sorted(rows, key=lambda row: (order.index(row["committee_id"]), row["person_id"]))


def role_word(role: str) -> str:
    """Return our word for a role in a committee. Raises SourceError."""
    word = ROLES.get(role.replace("-", " "))
    if word is None:
        raise SourceError("role in a committee", role, "add its word to ROLES in this tool")
    return word


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a table in UTF-8 with plain line ends."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, fieldnames=columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_tables(source: Path, target: Path) -> dict[str, int]:
    """Read every source, then write every table; return the number of rows of each."""
    people = read_rows(
        source / "openstates-people-ca.csv",
        PERSON_COLUMNS,
    )
    offices = read_rows(
        source / "ca-offices.csv", ("person_id", "classification", "address", "voice")
    )
    committees = committee_rows(
        read_rows(source / "ca-committees.csv", ("id", "name", "chamber", "homepage"))
    )
    seats = read_rows(source / "ca-committee-members.csv", ("committee_id", "person_id", "role"))
    zips = read_rows(source / "ca-zip-districts.csv", ("zip", "assembly", "senate", "lat", "lng"))

    tables = {
        "legislators.csv": (LEGISLATOR_COLUMNS, legislator_rows(people, offices)),
        "zips.csv": (ZIP_COLUMNS, zip_rows(zips)),
        "zip_points.csv": (POINT_COLUMNS, point_rows(zips)),
        "committees.csv": (COMMITTEE_COLUMNS, committees),
        "committee_members.csv": (MEMBER_COLUMNS, member_rows(seats, committees)),
    }
    target.mkdir(parents=True, exist_ok=True)
    for name, (columns, rows) in tables.items():
        write_rows(target / name, columns, rows)
    return {name: len(rows) for name, (_, rows) in tables.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--from", dest="source", type=Path, required=True, metavar="DIR")
    parser.add_argument("--to", dest="target", type=Path, required=True, metavar="DIR")
    options = parser.parse_args(arguments)
    try:
        written = write_tables(options.source, options.target)
    except SourceError as error:
        print(error, file=sys.stderr)
        return 1
    for name, count in written.items():
        print(f"{name}: {count} rows")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
