"""The table of addresses in docs/routes.md is the code's own."""

import re
from pathlib import Path

from flask import Flask
from werkzeug.routing import Rule

from campaign.web.audiences import AUDIENCES

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "routes.md"
ROW = re.compile(r"^\| ([A-Z, ]+) \| `(\S+)` \| (\w+) \| `(\S+)` \|$", re.MULTILINE)
CONVERTER = re.compile(r"<[^<>]*:(\w+)>")
IMPLIED = {"HEAD", "OPTIONS"}

Row = tuple[str, str, str, str]


def row(rule: Rule) -> Row:
    """Return a rule of the URL map as the table writes it."""
    methods = ", ".join(sorted((rule.methods or set()) - IMPLIED))
    audience = AUDIENCES[rule.endpoint.rpartition(".")[0]].value
    return methods, CONVERTER.sub(r"<\1>", rule.rule), audience, rule.endpoint


def test_the_table_lists_every_address_in_order_and_no_other(app: Flask) -> None:
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]

    assert ROW.findall(DOCUMENT.read_text(encoding="utf-8")) == sorted(
        map(row, rules), key=lambda each: (each[1], each[0])
    )
