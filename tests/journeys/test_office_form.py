"""Where an office's e-mail fails, its writer sends the letter by the office's own form."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.journeys.conftest import Parents, People
from tests.parents import Parent, Person

STORY = "Our bus comes twice a day, and the school bell rings in between."
MAY_COPY = ["clipboard-read", "clipboard-write"]


def test_the_writer_copies_each_field_and_says_that_it_went(
    parents: Parents, people: People
) -> None:
    let_mail_fail(people(), "olga@example.org", "Assembly District 29")
    ana = parents(permissions=MAY_COPY)
    write(ana, "93901")

    ana.press("Send it by the office's form")

    assert ana.heading == "Send it by the office's form"
    opens = ana.page.locator("main a[target=_blank]").get_attribute("href")
    assert opens is not None
    assert opens.startswith("https://")
    copied = copied_values(ana)
    assert {"Ana", "Form", ana.email, "93901"} <= set(copied)
    assert any(STORY in value for value in copied)

    ana.press("I sent it")

    expect(ana.page.locator(".badge.good", has_text="You sent it")).to_have_count(1)
    assert ana.named("Send it by the office's form").count() == 0


def test_in_spanish_a_form_that_did_not_work_leads_to_paper(
    parents: Parents, people: People
) -> None:
    let_mail_fail(people(), "oscar@example.org", "Assembly District 2")
    rosa = parents("es")
    write(rosa, "95501")

    rosa.press("Enviarla por el formulario de la oficina")
    assert STORY in rosa.reads
    rosa.press("El formulario no funcionó")

    assert "la entregamos en papel" in rosa.reads


def let_mail_fail(olga: Person, email: str, district: str) -> None:
    """Have somebody of the staff say that an office's e-mail fails."""
    link = olga.site.command("staff", "add", email, "--role", "staff")
    olga.open(urlsplit(link.strip()).path)
    olga.press("Sign in")
    olga.open("/console/legislators")
    cell = olga.page.get_by_role("cell", name=district, exact=True)
    row = olga.page.get_by_role("row").filter(has=cell)
    row.locator("summary", has_text="Know and decide").click()
    olga.press(row.locator("[name=state][value=failing]"))


def write(ana: Parent, zip_code: str) -> None:
    """Come from the first page to the receipt."""
    ana.choose(1)
    ana.find(zip_code)
    ana.go_on()
    ana.write(STORY)
    ana.sign("Ana", "Form", street="1 Main Street", city="Salinas")
    ana.go_on()
    ana.confirm()


def copied_values(ana: Parent) -> list[str]:
    """Press each button that copies; return what the clipboard held after each."""
    values = []
    for button in ana.page.locator("[data-copy]").all():
        button.click()
        values.append(ana.page.evaluate("navigator.clipboard.readText()"))
    ana.look()
    return values
