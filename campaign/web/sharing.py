"""How the campaign is passed on: its link, the ways to send it, the card and picture it shows."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import segno
from flask import current_app, request, url_for
from markupsafe import Markup

from campaign.domain.pictures import HEIGHT, WIDTH, SharePicture
from campaign.queries.campaigns import RecommendationPage
from campaign.queries.sources import source_named
from campaign.web import draft as drafts
from campaign.web.campaigns import current_campaign, journey_url
from campaign.web.doors import page_locale
from campaign.web.words import gettext as _
from campaign.wiring import edges

WHOLE = "campaign"
"""The name of the picture of a whole campaign."""

INK = "#1d1533"
LOCALES_OF_CARDS = {"en": "en_US", "es": "es_US"}
_SYMBOL = re.compile(r'<symbol id="([a-z0-9-]+)" viewBox="([^"]+)">(.*?)</symbol>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Share:
    """The ways to pass an address on; two people who came by the same link pass on the same."""

    url: str
    title: str
    whatsapp_url: str
    sms_url: str
    mail_url: str
    qr_svg: Markup


@dataclass(frozen=True, slots=True)
class Card:
    """What a network shows of a page: `locale` as Open Graph writes it."""

    title: str
    text: str
    url: str
    image: str
    alt: str
    locale: str
    width: int = WIDTH
    height: int = HEIGHT


def share_campaign(code: str = "", item: RecommendationPage | None = None) -> Share:
    """Return the ways to share this page's campaign, or one of its recommendations.

    The code of the link by which somebody came rides along, if it counts; nothing of them does.
    """
    page, site = current_campaign(), edges().site
    source = source_named(code or drafts.source_code())
    chosen = {"recommendation": item.slug} if item else {}
    if source is not None and source.is_open:
        words = {"language": page_locale(), "campaign": page.slug, **chosen}
        path = f"/s/{source.code}?{urlencode(words)}"
    else:
        path = url_for("pages.recommendation", slug=item.slug) if item else journey_url("choose")
    return _ways(f"{site.base_url}{path}", item.title if item else page.title)


def card(item: RecommendationPage | None = None, *, title: str = "", text: str = "") -> Card:
    """Return the card of a page, of one recommendation where it is about one."""
    page = current_campaign()
    name = item.slug if item else WHOLE
    image = url_for("shares.image", campaign=page.slug, name=name)
    return Card(
        title=title or (item.title if item else page.tagline),
        text=text or (item.summary if item else page.summary),
        url=f"{edges().site.base_url}{request.path}",
        image=f"{edges().site.base_url}{image}",
        alt=_("%(title)s, in large letters on orange", title=item.title if item else page.tagline),
        locale=LOCALES_OF_CARDS[page_locale()],
    )


def picture(item: RecommendationPage | None) -> SharePicture:
    """Return what stands on the picture of a recommendation, or of the campaign."""
    page = current_campaign()
    if item is None:
        kicker, title, mark = _("Takes about 3 minutes"), page.tagline, _poppy()
    else:
        kicker = _("Recommendation %(number)s", number=item.position)
        title, mark = item.title, _marks().get(item.slug, "")
    host = urlsplit(edges().site.base_url).netloc
    return SharePicture(page_locale(), kicker, title, mark, page.title, host)


def _ways(url: str, title: str) -> Share:
    text = _("I wrote to my legislators about our schools. You can too: %(url)s", url=url)
    quoted = quote(text, safe="")
    code = segno.make(url, micro=False)
    return Share(
        url=url,
        title=title,
        whatsapp_url=f"https://wa.me/?text={quoted}",
        sms_url=f"sms:?&body={quoted}",
        mail_url=f"mailto:?subject={quote(title, safe='')}&body={quoted}",
        qr_svg=Markup(  # noqa: S704  # segno draws squares; no text goes into the drawing.
            code.svg_inline(scale=5, border=4, light="#fff", omitsize=True)
        ),
    )


def _static(name: str) -> str:
    return (Path(current_app.static_folder or "") / "img" / name).read_text(encoding="utf-8")


@cache
def _marks() -> dict[str, str]:
    """Return each drawn mark as an SVG of its own, in ink."""
    return {
        slug: f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">'
        f"{drawing.replace('currentColor', INK)}</svg>"
        for slug, box, drawing in _SYMBOL.findall(_static("marks.svg"))
    }


@cache
def _poppy() -> str:
    return _static("mark.svg")
