"""Partner organizations from a terminal."""

import pytest
from flask import Flask

from campaign.db import db
from campaign.domain.staff import AuditVerb
from campaign.models.staff import AuditEntry

ADD = ["partners", "add"]


def test_a_new_partner_is_listed_with_its_codes(app: Flask) -> None:
    runner = app.test_cli_runner()

    added = runner.invoke(args=[*ADD, "oak", "Oak Families"])
    runner.invoke(args=["sources", "add", "oak-fair", "--partner", "oak", "--medium", "event"])

    assert (added.exit_code, added.output) == (0, "Added oak.\n")
    assert runner.invoke(args=["partners", "list"]).output == "oak\t1\tOak Families\n"
    assert runner.invoke(args=["sources", "list"]).output == "oak-fair\tevent\toak\topen\t\n"
    with app.app_context():
        verbs = [entry.verb for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert verbs == [AuditVerb.PARTNER_ADDED, AuditVerb.SOURCE_ADDED]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Oak Fair", "Oak"], "small letters"),
        (["oak", "Oak"], "The short name oak is taken. Choose another."),
        (["elm", " "], "Give the name of the organization too."),
    ],
)
def test_a_partner_that_cannot_be_is_refused_with_its_cure(
    app: Flask, words: list[str], said: str
) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=[*ADD, "oak", "Oak Families"])

    done = runner.invoke(args=[*ADD, *words])

    assert done.exit_code != 0
    assert said in done.output
