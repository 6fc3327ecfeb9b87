"""The terminal lets people into the console."""

from flask import Flask
from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import StaffRole
from campaign.models.deliveries import Delivery
from campaign.models.staff import StaffMember
from tests.insiders import EMAILS, set_up_app, sign_in


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


def test_an_organizer_of_a_partner_needs_one_that_is_known(app: Flask) -> None:
    words = ["staff", "add", "pia@example.org", "--role", "partner_organizer"]

    without = app.test_cli_runner().invoke(args=words)
    unknown = app.test_cli_runner().invoke(args=[*words, "--partner", "nowhere"])

    assert (without.exit_code, unknown.exit_code) == (2, 2)
    assert "Say with --partner" in without.stderr
    assert "There is no partner 'nowhere'." in unknown.stderr


def test_inviting_somebody_queues_a_mail(app: Flask) -> None:
    words = ["staff", "invite", "olga@example.org", "--role", "organizer", "--language", "es"]

    done = app.test_cli_runner().invoke(args=words)
    twice = app.test_cli_runner().invoke(args=words)

    assert done.stdout == "Invited. The link works for 3 days.\n"
    assert twice.exit_code == 2
    with app.app_context():
        assert db.session.scalars(select(Delivery.recipient)).all() == ["olga@example.org"]
        assert db.session.scalars(select(StaffMember.id)).all() == []


def test_resetting_a_second_factor_ends_the_sign_in(app: Flask) -> None:
    sam = sign_in(app, StaffRole.STAFF)
    set_up_app(sam)

    done = app.test_cli_runner().invoke(
        args=["staff", "reset-second-factor", EMAILS[StaffRole.STAFF]]
    )

    assert done.exit_code == 0
    assert sam.get("/console/").status_code == 303
    with app.app_context():
        assert db.session.scalars(select(StaffMember.tf_totp_secret)).all() == [None]


def test_the_last_admin_is_not_dismissed(app: Flask) -> None:
    sign_in(app, StaffRole.ADMIN)

    done = app.test_cli_runner().invoke(args=["staff", "dismiss", EMAILS[StaffRole.ADMIN]])

    assert done.exit_code == 2
    assert "This is the last admin." in done.stderr


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
