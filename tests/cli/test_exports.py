"""The terminal hands over the same list as the page."""

from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.models.staff import AuditEntry
from tests.writers import found_campaign, write


@pytest.fixture
def signed_up(app: Flask, now: datetime) -> Flask:
    with app.app_context():
        write(found_campaign(now), now=now, email="ana@example.org", consent_coalition=True)
    return app


def test_the_list_is_written_to_the_screen(signed_up: Flask) -> None:
    done = signed_up.test_cli_runner().invoke(
        args=["exports", "supporters", "--purpose", "coalition"]
    )

    assert done.exit_code == 0
    assert done.stdout_bytes.startswith(b"\xef\xbb\xbfgiven_name,")
    assert "ana@example.org" in done.stdout


def test_the_list_is_written_to_a_file(signed_up: Flask, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    done = signed_up.test_cli_runner().invoke(
        args=["exports", "supporters", "--purpose", "coalition", "--output", str(file)]
    )

    assert done.exit_code == 0
    assert file.read_bytes().count(b"\r\n") == 2
    with signed_up.app_context():
        assert db.session.scalars(select(AuditEntry.staff_member_id)).all() == [None, None]


@pytest.mark.parametrize("purpose", ["everything", "partner:nobody"])
def test_no_purpose_no_list(signed_up: Flask, purpose: str) -> None:
    done = signed_up.test_cli_runner().invoke(args=["exports", "supporters", "--purpose", purpose])

    assert done.exit_code == 2
    assert "Write coalition" in done.stderr
