"""Every part of the site says for whom it is."""

from flask import Flask

from campaign.web.audiences import AUDIENCES, Audience


def test_every_blueprint_has_its_audience(app: Flask) -> None:
    with_pages = {rule.endpoint.rpartition(".")[0] for rule in app.url_map.iter_rules()} - {""}

    assert with_pages == set(AUDIENCES)


def test_only_static_files_belong_to_no_blueprint(app: Flask) -> None:
    alone = {rule.endpoint for rule in app.url_map.iter_rules() if "." not in rule.endpoint}

    assert alone == {"static"}


def test_everything_under_the_console_is_for_staff(app: Flask) -> None:
    inside = {
        rule.endpoint.rpartition(".")[0]
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/console")
    }

    assert {AUDIENCES[name] for name in inside} == {Audience.STAFF}
