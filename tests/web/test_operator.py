"""What an operator's monitoring asks."""

from flask import Flask


def test_a_process_that_answers_is_healthy(app: Flask) -> None:
    assert app.test_client().get("/healthz").json == {"status": "ok"}


def test_it_is_ready_once_a_campaign_is_loaded(app: Flask) -> None:
    assert app.test_client().get("/readyz").status_code == 503


def test_it_is_ready_with_a_campaign(site: Flask) -> None:
    assert site.test_client().get("/readyz").status_code == 200


def test_its_numbers_are_for_this_machine_alone(site: Flask) -> None:
    client = site.test_client()

    assert client.get("/metrics").mimetype == "text/plain"
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404


def test_its_numbers_tell_how_our_mail_is_taken(site: Flask) -> None:
    numbers = site.test_client().get("/metrics").text

    assert "campaign_bounce_share 0.0" in numbers
    assert "campaign_complaint_share 0.0" in numbers


def test_the_mailbox_is_for_this_machine_alone(site: Flask) -> None:
    client = site.test_client()

    assert client.get("/mailbox").status_code == 200
    assert client.get("/mailbox", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404
    assert client.get("/mailbox/..%2f..%2fsecret-key").status_code == 404


def test_a_visitor_behind_a_proxy_of_this_machine_is_not_on_it(site: Flask) -> None:
    client = site.test_client()
    through = {"X-Forwarded-For": "192.0.2.1"}

    assert client.get("/metrics", headers=through).status_code == 404
    assert client.get("/mailbox", headers=through).status_code == 404
