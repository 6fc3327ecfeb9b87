"""The terminal lets people into the console."""

from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import StaffRole
from campaign.models.staff import StaffMember
from tests.insiders import EMAILS, sign_in


def test_adding_somebody_prints_a_link(app: Flask) -> None:
    done = app.test_cli_runner().invoke(
        args=["staff", "add", "sam@coalition.example", "--role", "staff"]
    )

    assert done.exit_code == 0
    assert done.stdout.startswith("http://localhost/console/sign-in/link/")
    with app.app_context():
        assert db.session.scalars(select(StaffMember.email)).all() == ["sam@coalition.example"]


def test_an_unknown_role_is_refused(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["staff", "add", "sam@example.org", "--role", "king"])

    assert done.exit_code == 2


def test_what_is_no_address_is_refused(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["staff", "add", "sam", "--role", "staff"])

    assert done.exit_code == 2
    assert "'sam' is not an e-mail address." in done.stderr


def test_dismissing_somebody_ends_their_sign_in_at_once(app: Flask) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    before = sam.get("/console/").status_code

    done = app.test_cli_runner().invoke(args=["staff", "dismiss", EMAILS[StaffRole.STAFF]])

    assert (before, done.exit_code) == (200, 0)
    assert sam.get("/console/").status_code == 303


def test_dismissing_nobody_says_so(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["staff", "dismiss", "nobody@example.org"])

    assert done.exit_code == 2
    assert "'nobody@example.org' is nobody of the staff." in done.stderr
