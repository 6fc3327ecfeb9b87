"""Our own mails, in the reader's language, with every typed text as data."""

import pytest
from jinja2 import UndefinedError

from campaign.adapters.notice_renderer import NoticeRenderer
from campaign.domain.notices import Notice, NoticeKind
from campaign.i18n import LOCALES
from campaign.wiring import TEMPLATES

RENDERER = NoticeRenderer(TEMPLATES)
VALUES: dict[str, object] = {
    "why": "Please leave the number out.",
    "words": "Mi escuela no tiene biblioteca.",
    "english": "My school has no library.",
    "answer_url": "https://letters.example.org/es/translation/abc",
    "given_name": "Ana",
    "campaign_title": "Three Asks",
    "organization": "The Coalition",
    "contact_email": "hello@coalition.example",
    "legislators": ["Maggy Krell", "Angelique Ashby"],
    "ways": {"email": ["Maggy Krell"], "form": ["Angelique Ashby"], "print": [], "held": []},
    "code": "123456",
    "minutes": 10,
    "days": 7,
    "days_left": 6,
    "on_paper": False,
    "in_doubt": False,
    "over": False,
    "office_is_gone": False,
    "phone": "555-0100",
    "letter_subject": "Our schools",
    "letter_text": "Dear Senator,\n\nPlease <listen>.",
    "email": "sam@coalition.example",
    "legislator": "Maggy Krell",
    "sender": "Pat Lee",
    "sender_address": "pat@capitol.example",
    "answer": "Thank you.\n\nWe agree.",
    "left_out": 1,
    "rows": 1200,
    "people": 1200,
    "subject": "A letter",
    "title": "Every School",
    "letters": [{"subject": "A letter", "text": "Dear Senator,", "original": "Estimada:"}],
    "is_cut": True,
    "changes": [{"left": "Maggy Krell", "follows": "Sam Ortiz"}],
    **{
        f"{name}_url": f"https://letters.example/{name}"
        for name in (
            "link",
            "receipt",
            "erase",
            "unsubscribe",
            "start",
            "form",
            "contact_form",
            "successor",
            "export",
        )
    },
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_has_a_subject_a_text_and_a_page(kind: NoticeKind, locale: str) -> None:
    rendered = RENDERER.render(Notice(kind, locale, VALUES))

    assert rendered.subject
    assert "\n" not in rendered.subject
    assert rendered.text.endswith("\n")
    assert "<style" not in rendered.html
    assert f'lang="{locale}"' in rendered.html


def test_a_spanish_notice_is_spanish() -> None:
    english, spanish = (
        RENDERER.render(Notice(NoticeKind.CONFIRM, locale, VALUES)) for locale in LOCALES
    )

    assert english.text != spanish.text
    assert "123456" in spanish.subject


def test_what_people_type_is_text_and_never_markup_or_template() -> None:
    typed = {**VALUES, "given_name": '<b onclick="x">{{ code }}%(minutes)s</b>'}

    rendered = RENDERER.render(Notice(NoticeKind.CONFIRM, "en", typed))

    assert '<b onclick="x">{{ code }}%(minutes)s</b>' in rendered.text
    assert "<b onclick" not in rendered.html


def test_a_missing_value_is_an_error_and_no_gap() -> None:
    with pytest.raises(UndefinedError):
        RENDERER.render(Notice(NoticeKind.CONFIRM, "en", {"given_name": "Ana"}))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", [NoticeKind.FAILED, NoticeKind.OFFICE_FORM])
def test_who_hears_that_a_letter_did_not_arrive_has_all_that_helps(
    kind: NoticeKind, locale: str
) -> None:
    rendered = RENDERER.render(Notice(kind, locale, VALUES))

    assert "Dear Senator,\n\nPlease <listen>." in rendered.text
    assert "Dear Senator,\n\nPlease &lt;listen&gt;." in rendered.html
    for help_ in ("555-0100", "/contact_form", "/receipt"):
        assert help_ in rendered.text
        assert help_ in rendered.html


def test_a_letter_that_goes_on_paper_is_not_given_up() -> None:
    told = RENDERER.render(Notice(NoticeKind.FAILED, "en", {**VALUES, "on_paper": True}))

    assert "on paper" in told.subject
    assert "nothing more is sent" not in told.text


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("email", "It goes by e-mail to:"),
        ("form", "You send this one yourself, through the office's own web form:"),
        ("print", "We print this one and hand it over on paper,"),
        ("held", "It waits for now."),
    ],
)
def test_who_confirmed_hears_which_way_each_letter_takes(way: str, sentence: str) -> None:
    ways = {"email": [], "form": [], "print": [], "held": [], way: ["Pat Lee"]}

    told = RENDERER.render(Notice(NoticeKind.CONFIRMED, "en", {**VALUES, "ways": ways}))

    assert f"{sentence} " in told.text or f"{sentence}\n" in told.text
    assert told.text.count("- Pat Lee") == told.html.count("<li>Pat Lee</li>") == 1
    assert told.text.count("e-mail does not reach") == (way in {"form", "print"})
    assert ("on its way" in told.subject) == (way == "email")
