"""The terminal's door to the journey: one set of letters through the same services."""

import secrets
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from campaign.domain.content import OFFICE_LOCALE
from campaign.domain.drafts import Draft, Sender
from campaign.domain.errors import Refused
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.letters import MOST_RECOMMENDATIONS
from campaign.domain.mail import is_plain_address
from campaign.domain.people import AgeBand
from campaign.domain.places import Ambiguous, Chamber, Located, ZipCode
from campaign.queries.campaigns import CampaignPage, campaign_page, campaign_slugs
from campaign.queries.drafts import Drafted, drafted, submission
from campaign.services.locate import locate_zip
from campaign.services.submit import submit
from campaign.wiring import Adapters, edges


@click.command("journey")
@click.option("--zip", "zip_text", required=True, help="Where the writer lives.")
@click.option("--email", required=True, help="Where the confirmation mail goes.")
@click.option("--recommendation", "picks", multiple=True, help="One to three slugs.")
@click.option("--lower", default="", help="The district number, where the ZIP leaves a choice.")
@click.option("--upper", default="", help="The district number, where the ZIP leaves a choice.")
@click.option("--story", default="", help="The writer's own words.")
@click.option("--name", default="Ana Example", show_default=True)
@click.option("--city", default="Sacramento", show_default=True)
@click.option("--street", default="1 Example Street", show_default=True)
@with_appcontext
def journey(  # noqa: PLR0913, PLR0917  # A letter has so many parts.
    zip_text: str,
    email: str,
    picks: tuple[str, ...],
    lower: str,
    upper: str,
    story: str,
    name: str,
    city: str,
    street: str,
) -> None:
    """Write a letter as the pages do, and say where it waits for its confirmation."""
    if not is_plain_address(email):
        raise click.ClickException(f"{email} is no e-mail address. Give one like ana@example.org.")
    adapters, now = edges(), datetime.now(UTC)
    given, _, family = name.partition(" ")
    page = campaign_page(_first_campaign(), OFFICE_LOCALE)
    chosen = _chosen(picks, page)
    state = adapters.jurisdictions[page.jurisdiction]
    zip_code, found = _found(zip_text, state, now)
    located = _settled(found, {Chamber.LOWER: lower, Chamber.UPPER: upper})
    draft = Draft(
        campaign=page.slug,
        seed=secrets.token_hex(8),
        picks=chosen,
        zip=zip_code.digits,
        age_band=AgeBand.ADULT,
        districts=tuple(district.ocd_id for district in located.districts),
        stories={chosen[0]: story},
        sender=Sender(given, family, email, street, city, zip_code.digits),
        submission_key=secrets.token_urlsafe(24),
    )
    letters = drafted(draft, jurisdiction=state, locale=OFFICE_LOCALE, city=city, on=state.day(now))
    _send(draft, letters, adapters, now)


def _first_campaign() -> str:
    slugs = campaign_slugs()
    if not slugs:
        raise click.ClickException("No campaign is loaded. Run: campaign content load")
    return slugs[0]


def _chosen(picks: tuple[str, ...], page: CampaignPage) -> tuple[str, ...]:
    """Return what the letter asks for, the first recommendation where nothing was picked."""
    offered = [recommendation.slug for recommendation in page.recommendations]
    unknown = [slug for slug in picks if slug not in offered]
    if unknown:
        raise click.ClickException(f"{unknown[0]} is not one of: {', '.join(offered)}")
    if len(picks) > MOST_RECOMMENDATIONS:
        raise click.ClickException(f"Give --recommendation at most {MOST_RECOMMENDATIONS} times.")
    return tuple(dict.fromkeys(picks)) or (offered[0],)


def _found(
    zip_text: str, state: Jurisdiction, now: datetime
) -> tuple[ZipCode, Located | Ambiguous]:
    try:
        zip_code = ZipCode.parse(zip_text)
        return zip_code, locate_zip(zip_code, jurisdiction=state, now=now)
    except Refused as refused:
        raise click.ClickException(f"{zip_text}: {refused.key.replace('_', ' ')}") from refused


def _settled(found: Located | Ambiguous, numbers: dict[Chamber, str]) -> Located:
    """Settle a shared ZIP by the numbers given; where one is missing, say which there are."""
    if isinstance(found, Located):
        return found
    ids = {
        chamber: district.ocd_id
        for chamber, group in found.candidates.items()
        for district in group
        if district.number == numbers[chamber]
    }
    try:
        return found.choose(ids)
    except Refused as refused:
        chamber = Chamber(str(refused.values["chamber"]))
        offered = ", ".join(district.number for district in found.candidates[chamber])
        message = f"This ZIP is shared. Give --{chamber.value} one of: {offered}"
        raise click.ClickException(message) from refused


def _send(draft: Draft, letters: Drafted, adapters: Adapters, now: datetime) -> None:
    excess = max((item.letter.excess for item in letters.letters), default=0)
    if excess:
        raise click.ClickException(f"The letter is {excess} characters too long. Shorten --story.")
    submitted = submit(
        submission(draft, letters, locale=OFFICE_LOCALE, source_id=None, with_partner=False),
        site=adapters.site,
        retention=current_app.config["CAMPAIGN"].retention,
        renderer=adapters.renderer,
        signer=adapters.signer,
        bell=adapters.bell,
        now=now,
    )
    for item in letters.letters:
        click.echo(f"To {item.member.full_name}: {item.letter.subject}")
    page = f"{adapters.site.base_url}/{OFFICE_LOCALE}/confirm/{submitted.page_token}"
    click.echo(f"Waiting for the code from the mail at {page}")
