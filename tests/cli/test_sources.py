"""A source code from a terminal."""

import pytest
from flask import Flask

ADD = ["sources", "add"]


def test_a_new_code_answers_with_its_short_link(app: Flask) -> None:
    done = app.test_cli_runner().invoke(
        args=[*ADD, "oak-fair", "--partner", "oak", "--partner-name", "Oak Families"]
    )

    assert (done.exit_code, done.output) == (0, "http://localhost/s/oak-fair\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["Oak Fair"], "small letters"),
        (["oak-fair", "--partner", "new"], "Partner new is new. Give --partner-name too."),
        (["taken"], "The code taken is taken. Choose another."),
        (["oak-fair", "--medium", "balloon"], "--medium"),
        (["oak-fair", "--label", "x" * 201], "--label"),
    ],
)
def test_a_code_that_cannot_be_is_refused_with_its_cure(
    app: Flask, words: list[str], said: str
) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=[*ADD, "taken"])

    done = runner.invoke(args=[*ADD, *words])

    assert done.exit_code != 0
    assert said in done.output
