"""Every public page has a picture, or a reason to have none."""

from flask import Flask

from tests.pictures.routes import WITHOUT_PICTURE, public_pages


def test_every_reason_is_about_a_page_that_is_there(app: Flask) -> None:
    assert WITHOUT_PICTURE.keys() <= public_pages(app)
