"""A letter on paper for a writer under 13: shown and made in one request, and kept nowhere."""

from flask import Response, make_response, render_template
from flask.typing import ResponseReturnValue

from campaign.domain.drafts import Draft
from campaign.domain.errors import Refused
from campaign.domain.people import AgeBand
from campaign.domain.places import Located, ZipCode
from campaign.queries.drafts import drafted, shared_text
from campaign.services.locate import locate_zip
from campaign.web import draft as drafts
from campaign.web.campaigns import current_campaign, journey_url, jurisdiction, may_lack_people, now
from campaign.web.doors import page_locale
from campaign.web.failures import stale_page
from campaign.web.forms.journey import PaperForm
from campaign.web.presenters.letters import PaperSheet, paper, paper_sheets
from campaign.web.words import gettext as _
from campaign.wiring import edges


def paper_page(draft: Draft, zip_text: str) -> Response:
    """Show letters to print; the draft is forgotten in this request."""
    districts = _settled_by(zip_text)
    page = render_template(
        "journey/paper.html",
        letters=_sheets(draft, districts),
        may_lack_people=bool(districts) and may_lack_people(),
        start_url=journey_url("choose"),
        form=PaperForm(formdata=None, recommendation=draft.picks, zip=zip_text, seed=draft.seed),
    )
    return drafts.remember_band(AgeBand.UNDER_13, drafts.discard(make_response(page)))


def paper_pdf() -> ResponseReturnValue:
    """Give the same letters as a PDF, made of what the page hands back; nothing is kept."""
    page, form = current_campaign(), PaperForm()
    form.recommendation.choices = [item.slug for item in page.recommendations]
    if not form.validate():
        return stale_page(journey_url("choose"))
    draft = Draft(campaign=page.slug, seed=form.seed.data, picks=tuple(form.recommendation.data))
    sheets = paper_sheets(_sheets(draft, _settled_by(form.zip.data)), page.title)
    response = make_response(edges().printer.sheets(sheets))
    response.mimetype = "application/pdf"
    name = _("letter.pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _sheets(draft: Draft, districts: tuple[str, ...]) -> list[PaperSheet]:
    """Return the letters that a draft makes in its districts, of its picks alone."""
    state = jurisdiction()
    letters = drafted(
        Draft(campaign=draft.campaign, seed=draft.seed, picks=draft.picks, districts=districts),
        jurisdiction=state,
        locale=page_locale(),
        city="",
        on=state.day(now()),
    )
    return paper(letters, shared_text(draft), state)


def _settled_by(zip_text: str) -> tuple[str, ...]:
    """Return the districts that a typed ZIP leaves no doubt about; none for any other text."""
    try:
        found = locate_zip(ZipCode.parse(zip_text), jurisdiction=jurisdiction(), now=now())
    except Refused:
        return ()
    if isinstance(found, Located):
        return tuple(district.ocd_id for district in found.districts)
    return tuple(group[0].ocd_id for group in found.candidates.values() if len(group) == 1)
