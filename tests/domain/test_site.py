"""Where each link of a mail leads."""

from campaign.domain.site import Site

SITE = Site("https://letters.example.org", "letters@mail.example.org", "The Campaign")


def test_a_link_names_the_page_in_its_language() -> None:
    assert SITE.start("es") == "https://letters.example.org/es/"
    assert SITE.confirm_link("es", "t").endswith("/es/confirm/link/t")
    assert SITE.receipt("en", "t").endswith("/en/receipt/t")
    assert SITE.unsubscribe("en", "t").endswith("/en/unsubscribe/t")
    assert SITE.erase("en", "t").endswith("/en/erase/t")


def test_a_mail_programs_own_button_has_no_language() -> None:
    assert SITE.one_click("t") == "https://letters.example.org/unsubscribe/t/one-click"


def test_message_ids_carry_the_senders_domain() -> None:
    assert SITE.mail_domain == "mail.example.org"
