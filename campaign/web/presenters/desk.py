"""What presenters of places need to know of the page: its state, language, moment and maps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from campaign.domain.errors import NotFound
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.places import DistrictRef
from campaign.domain.ports import Boundaries, ZipPoints
from campaign.queries.targets import sitting_members
from campaign.web.presenters.legislators import LegislatorCard, card, vacant


@dataclass(frozen=True, slots=True)
class Desk:
    """The page's state, language and moment, and the edges that know of places."""

    jurisdiction: Jurisdiction
    locale: str
    now: datetime
    boundaries: Boundaries
    zip_points: ZipPoints

    @property
    def on(self) -> date:
        """Return the local day."""
        return self.jurisdiction.day(self.now)

    @property
    def has_outlines(self) -> bool:
        """Tell whether outlines are installed for this state and day."""
        try:
            self.boundaries.edition(self.jurisdiction.slug, on=self.on)
        except NotFound:
            return False
        return True

    def cards(self, districts: Iterable[DistrictRef]) -> dict[str, list[LegislatorCard]]:
        """Return the cards of each district's members, by district id; never none."""
        found: dict[str, list[LegislatorCard]] = {each.ocd_id: [] for each in districts}
        for member in sitting_members(found.keys(), on=self.on):
            found[member.district.ocd_id].append(card(member, self.jurisdiction, self.locale))
        for district in districts:
            if not found[district.ocd_id]:
                found[district.ocd_id].append(vacant(district, self.jurisdiction, self.locale))
        return found
