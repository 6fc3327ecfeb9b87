"""Source codes as the console shows them: what each brought, its link, and its code to scan."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import segno
from flask_babel import force_locale

from campaign.domain.disclosure import THRESHOLD, Shown, Veil, veil_table
from campaign.domain.paper import PaperPoster, PosterSide
from campaign.domain.people import Purpose
from campaign.domain.tallies import TallyKind
from campaign.i18n import FORMATS, LOCALES
from campaign.queries.campaigns import campaign_page
from campaign.queries.consents import sign_ups_by_source
from campaign.queries.counts import CountFilter, Line, along
from campaign.queries.sources import SourceFacts, source_facts
from campaign.web.words import gettext as _
from campaign.wiring import edges

NO_SOURCE = ""
KINDS = (TallyKind.LETTER, TallyKind.WRITER, TallyKind.SIGN_UP)
NOTHING = dict.fromkeys(KINDS, 0)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source and what it brought. Who agreed to the coalition and to its partner are two."""

    source: SourceFacts
    letters: Shown
    writers: Shown | None
    """None where letters divided by two would tell them."""
    coalition: Shown
    partner: Shown | None
    """None where no partner could be agreed to."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What is shown of some counts, added up; `whole` is false where one of them is not shown."""

    number: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Sums:
    """What some sources brought together."""

    letters: Sum
    writers: Sum
    coalition: Sum
    partner: Sum


def source_rows(campaign_id: str, *, exact: bool, partner_id: str | None) -> list[SourceRow]:
    """Return every source, or those of a partner, with what they brought to a campaign.

    For those who may not see people, each count is a part of the table over all sources that
    the page of counts shows, so that this page beside that one tells no more.
    """
    facts = source_facts()
    found = along(Line.SOURCE, KINDS, CountFilter(campaign_id=campaign_id))
    counts = [found.get(key, NOTHING) for key in (*(each.id for each in facts), NO_SOURCE)]
    apart = sign_ups_by_source(campaign_id)
    letters: Sequence[Shown] = [each[TallyKind.LETTER] for each in counts]
    sign_ups: Sequence[Shown] = [each[TallyKind.SIGN_UP] for each in counts]
    if not exact:
        letters = veil_table([each[TallyKind.LETTER] for each in counts])
        sign_ups = veil_table([each[TallyKind.SIGN_UP] for each in counts])
    rows = []
    for place, source in enumerate(facts):
        agreed = apart.get(source.id, {})
        coalition, partner = _apart(source, agreed, sign_ups[place], exact=exact)
        rows.append(
            SourceRow(
                source=source,
                letters=letters[place],
                writers=counts[place][TallyKind.WRITER] if exact else None,
                coalition=coalition,
                partner=partner,
            )
        )
    return [row for row in rows if partner_id in {None, row.source.partner_id}]


def sums(rows: Sequence[SourceRow]) -> Sums:
    """Add up what is shown of some sources."""
    return Sums(
        letters=_sum([row.letters for row in rows]),
        writers=_sum([row.writers for row in rows]),
        coalition=_sum([row.coalition for row in rows]),
        partner=_sum([row.partner for row in rows]),
    )


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


def _apart(
    source: SourceFacts, agreed: Mapping[Purpose, int], together: Shown, *, exact: bool
) -> tuple[Shown, Shown | None]:
    """Return the sign-ups to the coalition and to the partner.

    Both together are shown elsewhere, so one of them under five takes the other with it.
    """
    coalition, partner = agreed.get(Purpose.COALITION, 0), agreed.get(Purpose.PARTNER, 0)
    if source.partner_id is None:
        return (coalition if exact else together), None
    tells_nothing_new = together == 0 or min(coalition, partner) >= THRESHOLD
    if exact or (isinstance(together, int) and tells_nothing_new):
        return coalition, partner
    return Veil.WITHHELD, Veil.WITHHELD


def _sum(cells: Sequence[Shown | None]) -> Sum:
    number = sum(cell for cell in cells if isinstance(cell, int))
    return Sum(number, whole=not any(isinstance(cell, Veil) for cell in cells))


def _qr(code: str) -> segno.QRCode:
    return segno.make(link_of(code), micro=False, error="m", boost_error=False)
