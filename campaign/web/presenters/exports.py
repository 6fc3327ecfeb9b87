"""What a file can be narrowed by, as people read it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from campaign.domain.exports import ExportPurpose
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.people import Purpose
from campaign.i18n import OWN_NAMES
from campaign.queries.export_choices import DistrictChoice, ExportChoices


def offered(
    choices: ExportChoices, states: Mapping[str, Jurisdiction], locale: str
) -> dict[str, Sequence[SelectChoice]]:
    """Return the choices of each field of the form, with one for "any" where it may stay open."""
    narrowing = {
        "campaign": choices.campaigns,
        "source": choices.sources,
        "partner": choices.partners,
        "language": tuple(OWN_NAMES.items()),
        "recommendation": choices.recommendations,
        "district": [
            (each.ocd_id, _district(each, states, locale))
            for each in choices.districts
            if each.jurisdiction in states
        ],
    }
    fields = {
        name: [SelectChoice("", _("Any")), *(SelectChoice(*pair) for pair in pairs)]
        for name, pairs in narrowing.items()
    }
    return {**fields, "purpose": _purposes(choices)}


def _purposes(choices: ExportChoices) -> list[SelectChoice]:
    """Return what a list of people can be for."""
    return [
        SelectChoice("", _("Choose")),
        SelectChoice(str(ExportPurpose(Purpose.COALITION)), _("Updates from the coalition")),
        *(
            SelectChoice(
                str(ExportPurpose(Purpose.PARTNER, slug)),
                _("Updates from %(partner)s", partner=name),
            )
            for slug, name in choices.partners
        ),
    ]


def _district(choice: DistrictChoice, states: Mapping[str, Jurisdiction], locale: str) -> str:
    return states[choice.jurisdiction].district_name(choice.chamber, choice.number).read(locale)
