"""The switchboard: the only place that says which edge is which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from campaign.adapters import content_folder
from campaign.adapters.boundary_shelf import BoundaryShelf
from campaign.adapters.celery_bell import CeleryBell
from campaign.adapters.census_geocoder import CENSUS_ADDRESS, CensusGeocoder, NoGeocoder
from campaign.adapters.downloads import KeptDownloads
from campaign.adapters.jurisdiction_page import read_jurisdiction
from campaign.adapters.mailbox import MailboxReader, MailboxServer
from campaign.adapters.notice_renderer import NoticeRenderer
from campaign.adapters.place_tables import PlaceTables
from campaign.adapters.sealer import FernetSealer
from campaign.adapters.signer import KeyedSigner
from campaign.adapters.smtp.mailer import SmtpMailer
from campaign.adapters.street_index import StreetShelf
from campaign.adapters.typst_printer import TypstPrinter
from campaign.domain.content import CampaignContent
from campaign.domain.jurisdiction import Jurisdiction
from campaign.domain.ports import (
    Bell,
    Boundaries,
    Downloads,
    Geocoder,
    Mailbox,
    Mailer,
    Printer,
    Renderer,
    Sealer,
    Signer,
    Streets,
)
from campaign.domain.site import Site
from config import ROOT, Settings

EXTENSION = "campaign.adapters"
TEMPLATES = ROOT / "templates"
CONTENT = ROOT / "campaign" / "content"
DATA = ROOT / "campaign" / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapters:
    """Every edge of one installation; `mailbox` is None outside the embedded run."""

    site: Site
    jurisdictions: Mapping[str, Jurisdiction]
    mailer: Mailer
    bell: Bell
    geocoder: Geocoder
    boundaries: Boundaries
    streets: Streets
    renderer: Renderer
    signer: Signer
    sealer: Sealer
    printer: Printer
    mailbox: Mailbox | None


def build(settings: Settings) -> Adapters:
    """Choose the edges for these settings."""
    site = Site(
        base_url=settings.base_url,
        mail_from=settings.mail_from,
        mail_from_name=settings.mail_from_name,
        live=settings.live,
    )
    boundaries = BoundaryShelf(settings.places_folder)
    return Adapters(
        site=site,
        jurisdictions=_jurisdictions(),
        mailer=SmtpMailer(settings.relay, may_leave=settings.live),
        bell=CeleryBell(settings.broker_url),
        geocoder=_geocoder(settings.geocoder),
        boundaries=boundaries,
        streets=StreetShelf(settings.places_folder, boundaries.shelf),
        renderer=NoticeRenderer(TEMPLATES),
        signer=KeyedSigner(settings.secret_key),
        sealer=FernetSealer(settings.secret_key),
        printer=TypstPrinter(TEMPLATES / "paper" / "letter.typ"),
        mailbox=MailboxReader(settings.mailbox_folder) if settings.embedded else None,
    )


def edges() -> Adapters:
    """Return the edges of the running application."""
    adapters: Adapters = current_app.extensions[EXTENSION]
    return adapters


def mailbox_server() -> MailboxServer:
    """Return the mail server of the embedded run; it listens where the relay is looked for."""
    settings: Settings = current_app.config["CAMPAIGN"]
    relay = settings.relay
    return MailboxServer(settings.mailbox_folder, host=relay.host, port=relay.port)


def campaign_contents(folders: Sequence[Path] = ()) -> tuple[CampaignContent, ...]:
    """Read these campaign folders, or all that the program brings along. Raises BrokenContent."""
    return content_folder.read_each(folders) if folders else content_folder.read_all(CONTENT)


def _geocoder(choice: str) -> Geocoder:
    if choice == "off":
        return NoGeocoder()
    return CensusGeocoder(CENSUS_ADDRESS if choice == "census" else choice)


def place_tables(folder: Path) -> PlaceTables:
    """Return the tables of one jurisdiction's folder. Raises RosterError."""
    return PlaceTables(folder, read_jurisdiction(folder))


def downloads(mirror: str = "") -> Downloads:
    """Return what fetches published files; a mirror serves them by the same paths."""
    settings: Settings = current_app.config["CAMPAIGN"]
    return KeptDownloads(settings.places_folder, mirror=mirror)


def street_files(jurisdiction: Jurisdiction, folder: Path | None = None) -> list[Path]:
    """Return the files of streets in a folder, or those that were fetched."""
    settings: Settings = current_app.config["CAMPAIGN"]
    folder = folder or settings.places_folder / jurisdiction.slug / "downloads"
    return sorted(folder.glob("*addrfeat.zip"))


def jurisdiction_folders() -> list[Path]:
    """Return the folders of the people and places that the program brings along."""
    return [page.parent for page in sorted(DATA.glob("*/jurisdiction.yaml"))]


def _jurisdictions() -> dict[str, Jurisdiction]:
    pages = [read_jurisdiction(folder) for folder in jurisdiction_folders()]
    return {jurisdiction.slug: jurisdiction for jurisdiction in pages}
