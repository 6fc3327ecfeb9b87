"""A writer's receipt: where each letter is, a copy of it, and the way back."""

from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from campaign.domain.content import OFFICE_LOCALE
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.mail import ORIGINAL_NOTE
from campaign.domain.paper import PaperLetter, address_lines
from campaign.domain.site import ERASE, RECEIPT, SUCCESSOR
from campaign.queries.actions import ActionView, LetterState, view
from campaign.queries.campaigns import CampaignPage
from campaign.queries.health import relay_trouble
from campaign.queries.pauses import paused_targets
from campaign.queries.rungs import OFFICE_IS_GONE
from campaign.queries.sources import code_of
from campaign.queries.stories import use_of
from campaign.queries.successors import held_letters
from campaign.queries.targets import Member, target
from campaign.services.take_back_story import take_back_story
from campaign.services.withdraw import withdraw
from campaign.web.campaigns import (
    current_campaign,
    jurisdiction,
    now,
    stand_for,
)
from campaign.web.doors import page_locale
from campaign.web.forms.fields import problems
from campaign.web.forms.journey import ButtonForm
from campaign.web.presenters.progress import told_letters
from campaign.web.presenters.receipts import Delay, action_is_moving, goals, receipt_letter
from campaign.web.sharing import share_campaign
from campaign.web.words import gettext as _
from campaign.wiring import edges

receipts = Blueprint("receipts", __name__)

SEE_OTHER = 303
UNPROCESSABLE = 422


@receipts.get("/receipt/<token>")
def receipt(token: str) -> ResponseReturnValue:
    """Show where each letter of an action is."""
    return _page(token, _action(token))


@receipts.get("/receipt/<token>/letter-<int:n>.pdf")
def letter_pdf(token: str, n: int) -> ResponseReturnValue:
    """Give one letter as a PDF."""
    action = _action(token)
    wanted = [letter for letter in action.letters if letter.position == n and letter.body]
    return _pdf(action, wanted[0]) if wanted else abort(404)


@receipts.post("/receipt/<token>/withdraw")
def take_back(token: str) -> ResponseReturnValue:
    """Take back what has not left yet."""
    action = _action(token)
    button = ButtonForm()
    if not button.validate():
        return _page(token, action, button)
    withdraw(action.id, actor="writer", now=now())
    return redirect(url_for("receipts.receipt", token=token, withdrawn="1"), SEE_OTHER)


@receipts.post("/receipt/<token>/story/take-back")
def take_story_back(token: str) -> ResponseReturnValue:
    """Let nobody but the office read a story any more."""
    action = _action(token)
    button = ButtonForm()
    if not button.validate():
        return _page(token, action, button)
    take_back_story(action.id, now=now())
    return redirect(url_for("receipts.receipt", token=token, story="gone"), SEE_OTHER)


def _page(token: str, action: ActionView, button: ButtonForm | None = None) -> Response:
    """Show an action's letters; a button that came too late stands beneath its sentence."""
    page, state, members = current_campaign(), jurisdiction(), _members(action)
    here, paused = url_for("receipts.receipt", token=token), paused_targets(page.id, members)
    follows, trouble = _to_successors(action), Delay.RELAY_FAILS if relay_trouble() else None
    text = render_template(
        "journey/receipt.html",
        problems=problems(button) if button else [],
        letters=[
            replace(
                receipt_letter(
                    letter,
                    members[letter.target_id],
                    state,
                    page_locale(),
                    token,
                    delay=Delay.PAUSED if letter.target_id in paused else trouble,
                    now=now(),
                ),
                successor_url=follows.get(letter.letter_id),
            )
            for letter in action.letters
        ],
        confirmed=action.confirmed_at is not None,
        can_withdraw=any(letter.may_be_withdrawn for letter in action.letters),
        withdraw_url=url_for("receipts.take_back", token=token),
        withdrawn="withdrawn" in request.args,
        story_use=use_of(action.id),
        story_url=url_for("receipts.take_story_back", token=token),
        story_gone=request.args.get("story") == "gone",
        moving=action_is_moving(action),
        here_url=here,
        goals=goals(
            _standing(action, members), _told(page, state), page.goal, state, page_locale()
        ),
        given_name=action.given_name,
        share=share_campaign(_code(action)),
        erase_url=_erase_url(action),
    )
    return make_response(text, UNPROCESSABLE if button else 200)


def _action(token: str) -> ActionView:
    action = view(edges().signer.unsign(RECEIPT, token))
    stand_for(action.campaign_slug)
    return action


def _members(action: ActionView) -> dict[str, Member]:
    today = now().date()
    return {letter.target_id: target(letter.target_id, on=today) for letter in action.letters}


def _standing(action: ActionView, members: dict[str, Member]) -> dict[str, Member]:
    """Return to whom a letter stands; not to whom another took its place."""
    return {
        letter.target_id: members[letter.target_id]
        for letter in action.letters
        if not letter.went_on
    }


def _to_successors(action: ActionView) -> dict[str, str]:
    """Return for each letter that may go to who follows the page that sends it there."""
    if all(letter.hold_reason not in OFFICE_IS_GONE for letter in action.letters):
        return {}
    address = url_for("successors.send", token=edges().signer.sign(SUCCESSOR, action.id))
    held = held_letters(action.id, now())
    return {letter.letter_id: address for letter in held if letter.successor is not None}


def _told(page: CampaignPage, state: Jurisdiction) -> dict[str, int]:
    """Return the letters by legislator that everybody may know of."""
    return {each.office.target_id: each.letters for each in told_letters(page, state, now())}


def _code(action: ActionView) -> str:
    """Return the code of the link by which a writer came; nothing where there was none."""
    return code_of(action.source_id) if action.source_id else ""


def _erase_url(action: ActionView) -> str | None:
    if action.supporter_id is None:
        return None
    return url_for("tokens.erase", token=edges().signer.sign(ERASE, action.supporter_id))


def _pdf(action: ActionView, letter: LetterState) -> ResponseReturnValue:
    member = target(letter.target_id, on=now().date())
    state = jurisdiction()
    seat = member.district
    title = state.title(seat.chamber, member.gender, seat.number).read(OFFICE_LOCALE)
    paper = PaperLetter(
        locale=action.locale,
        title=letter.subject,
        address_lines=address_lines(title, member.full_name, member.capitol_address),
        date_line=format_date(state.day(action.submitted_at), "long"),
        subject=letter.subject,
        body=letter.body,
        original=letter.original_body,
        original_note=ORIGINAL_NOTE,
    )
    response = make_response(edges().printer.letter(paper))
    response.mimetype = "application/pdf"
    name = _("letter-%(number)s.pdf", number=letter.position)
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
