"""The jobs of the bench of lists, each run in a process of its own.

    python -m bench.import_jobs JOB URL FILE

Prints the seconds that it took, the memory that it took beyond what was there before, in KiB (a
shell's is not asked for), and how many people and consents it left behind.
"""

import json
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from campaign.app import create_app
from campaign.db import db
from tests import lists

OURS, CEILING, SHELL = "ours", "plain SQL", "plain SQL by the shell"
LEFT = (
    "SELECT (SELECT count(*) FROM supporters WHERE email IS NOT NULL),"
    " (SELECT count(*) FROM consents WHERE given)"
)
COLUMNS = "given_name, family_name, email, city, zip"
STAGING = "given_name text, family_name text, email text, city text, zip text"
UPSERT = """
    INSERT INTO supporters (id, email, given_name, family_name, city, zip, locale, age_band,
        created_at, last_contact_at)
    SELECT {id}, lower(email), max(given_name), max(family_name), max(city), max(zip), 'en',
        '18-plus', {now}, {day}
    FROM staging WHERE true GROUP BY lower(email)
    ON CONFLICT (email) DO UPDATE SET
        city = CASE WHEN supporters.city = '' THEN excluded.city ELSE supporters.city END,
        zip = CASE WHEN supporters.zip = '' THEN excluded.zip ELSE supporters.zip END,
        last_contact_at = CASE WHEN supporters.last_contact_at < excluded.last_contact_at
            THEN excluded.last_contact_at ELSE supporters.last_contact_at END
"""
CONSENT = """
    INSERT INTO consents (supporter_id, purpose, campaign_id, given, wording_version, locale, at)
    SELECT s.id, 'coalition', (SELECT id FROM campaigns), {yes}, 'sheet', 'en', {day}
    FROM (SELECT DISTINCT lower(email) AS email FROM staging) r
    JOIN supporters s ON s.email = r.email
    WHERE NOT EXISTS (SELECT 1 FROM consents c WHERE c.supporter_id = s.id
        AND c.purpose = 'coalition' AND c.given)
"""
ON_POSTGRES = {
    "id": "replace(gen_random_uuid()::text, '-', '')",
    "now": "now()",
    "day": "TIMESTAMPTZ '2026-09-01 19:00+00'",
    "yes": "true",
}
ON_SQLITE = {
    "id": "lower(hex(randomblob(16)))",
    "now": "strftime('%Y-%m-%d %H:%M:%f000', 'now')",
    "day": "'2026-09-01 19:00:00.000000'",
    "yes": "1",
}
AT_ONCE = 1024 * 1024


def ours(url: str, file: Path) -> Mapping[str, object]:
    """Take the list through every step."""
    del url
    app = create_app()
    with app.app_context():
        db.session.connection()
        db.session.rollback()
        memory, began = peak(), time.perf_counter()
        now = datetime.now(UTC)
        import_id = lists.stage(file.read_bytes(), now)
        lists.check(import_id, now)
        lists.run(import_id, now)
        seconds = time.perf_counter() - began
        left = tuple(db.session.connection().exec_driver_sql(LEFT).one())
    return {"seconds": seconds, "memory": peak() - memory, "left": left}


def plain(url: str, file: Path) -> Mapping[str, object]:
    """COPY into a staging table, upsert, and append the consents."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        memory, began = peak(), time.perf_counter()
        how = f"FORMAT csv, HEADER, FORCE_NOT_NULL ({COLUMNS})"
        cursor.execute(f"CREATE TEMP TABLE staging ({STAGING}) ON COMMIT DROP")
        with (
            file.open("rb") as content,
            cursor.copy(f"COPY staging ({COLUMNS}) FROM STDIN ({how})") as copy,
        ):
            while part := content.read(AT_ONCE):
                copy.write(part)
        cursor.execute("ANALYZE staging")
        cursor.execute(UPSERT.format_map(ON_POSTGRES))
        cursor.execute(CONSENT.format_map(ON_POSTGRES))
        connection.commit()
        seconds = time.perf_counter() - began
        left = cursor.execute(LEFT).fetchone()
    return {"seconds": seconds, "memory": peak() - memory, "left": left}


def shell(url: str, file: Path) -> Mapping[str, object]:
    """Do the same by SQLite's own shell, with the settings that the program uses."""
    path = url.removeprefix("sqlite:///")
    script = "\n".join(
        (
            "PRAGMA journal_mode = WAL;",
            "PRAGMA foreign_keys = ON;",
            f"CREATE TEMP TABLE staging ({STAGING});",
            ".mode csv",
            "BEGIN IMMEDIATE;",
            f'.import --skip 1 "{file}" staging',
            f"{UPSERT.format_map(ON_SQLITE)};",
            f"{CONSENT.format_map(ON_SQLITE)};",
            "COMMIT;",
        )
    )
    began = time.perf_counter()
    subprocess.run(["sqlite3", "-bail", path], input=script, text=True, check=True)
    seconds = time.perf_counter() - began
    with sqlite3.connect(path) as connection:
        left = connection.execute(LEFT).fetchone()
    return {"seconds": seconds, "memory": 0, "left": left}


JOBS: Mapping[str, Callable[[str, Path], Mapping[str, object]]] = {
    OURS: ours,
    CEILING: plain,
    SHELL: shell,
}


def peak() -> int:
    """Return the most memory that this program held, in KiB; where nobody says it, nothing."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) if found else 0


if __name__ == "__main__":
    job, address, name = sys.argv[1:]
    print(json.dumps(JOBS[job](address, Path(name))))
