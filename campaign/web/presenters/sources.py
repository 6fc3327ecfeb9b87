"""Source codes as the console shows them: its link, its code to scan, and its poster."""

import io

import segno
from flask_babel import force_locale

from campaign.domain.paper import PaperPoster, PosterSide
from campaign.i18n import FORMATS, LOCALES
from campaign.queries.campaigns import campaign_page
from campaign.queries.sources import SourceFacts
from campaign.web.words import gettext as _
from campaign.wiring import edges


def link_of(code: str) -> str:
    """Return the short link of a source."""
    return f"{edges().site.base_url}/s/{code}"


def qr_svg(code: str) -> str:
    """Return the code to scan as an SVG of squares, with its white edge."""
    drawing = io.BytesIO()
    _qr(code).save(drawing, kind="svg", scale=10, border=4, light="#fff", xmldecl=False)
    return drawing.getvalue().decode()


def qr_png(code: str) -> bytes:
    """Return the code to scan as a PNG, large enough for print."""
    drawing = io.BytesIO()
    _qr(code).save(drawing, kind="png", scale=20, border=4)
    return drawing.getvalue()


def poster(source: SourceFacts, slug: str) -> PaperPoster:
    """Return the poster of a source; it says the campaign's own words in both languages."""
    address = link_of(source.code)
    first, second = (_side(slug, language) for language in LOCALES)
    return PaperPoster(
        title=f"{first.title} · {second.title}",
        sides=(first, second),
        qr=qr_svg(source.code),
        qr_alt=address,
        address=address.partition("://")[2],
        partner=source.partner,
    )


def _side(slug: str, language: str) -> PosterSide:
    page = campaign_page(slug, language)
    with force_locale(FORMATS[language]):
        return PosterSide(
            locale=language,
            title=page.title,
            tagline=page.tagline,
            summary=page.summary,
            scan=_("Scan this with your phone, or type the address:"),
        )


def _qr(code: str) -> segno.QRCode:
    return segno.make(link_of(code), micro=False, error="m", boost_error=False)
