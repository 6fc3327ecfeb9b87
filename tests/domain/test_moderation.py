"""A threat, a link and a telephone number are seen; ordinary names and hard words pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.moderation import Concern, concern, concern_of_letter


@pytest.mark.parametrize(
    "text",
    [
        "I will kill you.",
        "we're tired. I'm going to hurt your family",
        "You should die for this.",
        "Te voy a matar.",
        "Voy a golpearlo si no contesta.",
        "Los mataré.",
    ],
)
def test_a_threat_is_seen(text: str) -> None:
    assert concern(text) is Concern.THREAT


@pytest.mark.parametrize(
    "text", ["see https://x.example/a", "look at www.win", "go to cheap-pills.com now", "bit.ly/2x"]
)
def test_a_link_is_seen(text: str) -> None:
    assert concern(text) is Concern.LINK


@pytest.mark.parametrize(
    "text", ["call 916-555-0123", "(916) 555 0123", "+1 916.555.0123", "my number is 9165550123"]
)
def test_a_telephone_number_is_seen(text: str) -> None:
    assert concern(text) is Concern.PHONE


@pytest.mark.parametrize(
    "text",
    [
        "Phuc, Dick, Sussex, null, Scunthorpe and Butt are names.",
        "A",
        "Llanfairpwllgwyngyllgogerychwyrndrobwll",
        "My brother was killed by a driver on the way to school.",
        "They shot a boy at our school. We hide from shooting drills.",
        "This budget will kill our music program.",
        "I will fight for my children. You will hear from us.",
        "Mi hijo va a morir de aburrimiento en la escuela.",
        "El maestro les va a enseñar a leer.",
        "We have 1,200 students and 34 teachers in 95814-1234.",
        "In 2020 and 2021, on 10-14-2026, at 8:30.",
        "My ID is 123456789012345.",
        "I teach K-12. It was cold.Nobody came.",
        "Visit us. me too!",
    ],
)
def test_ordinary_and_hard_words_pass(text: str) -> None:
    assert concern(text) is None


def test_greeting_and_signature_do_not_count() -> None:
    body = "Dear www.Senator,\n\nMy school.\n\nSincerely,\nAna\n916-555-0123 K Street"

    assert concern_of_letter(body) is None
    assert concern_of_letter(body.replace("My school", "Call 916-555-0123")) is Concern.PHONE
    assert concern_of_letter("", body.replace("My school", "www.mine")) is Concern.LINK


@given(text=st.text())
def test_any_text_is_read(text: str) -> None:
    assert concern(text) in {None, *Concern}
