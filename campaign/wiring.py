"""The switchboard: the only place that says which edge is which."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import current_app

from campaign.adapters import content_archive, content_folder, content_writer
from campaign.adapters.boundary_shelf import BoundaryShelf
from campaign.adapters.celery_bell import CeleryBell
from campaign.adapters.census_geocoder import CENSUS_ADDRESS, CensusGeocoder, NoGeocoder
from campaign.adapters.dns import DnsResolver
from campaign.adapters.downloads import KeptDownloads
from campaign.adapters.export_shelf import SealedShelf
from campaign.adapters.hooks.mailgun import MailgunHook
from campaign.adapters.hooks.postmark import PostmarkHook
from campaign.adapters.hooks.sendgrid import SendGridHook
from campaign.adapters.hooks.ses import SesHook
from campaign.adapters.incoming.imap import ImapInbox
from campaign.adapters.incoming.maildir import MaildirInbox
from campaign.adapters.incoming.reader import MailReader as IncomingReader
from campaign.adapters.jurisdiction_page import read_jurisdiction
from campaign.adapters.lists.reader import ListReader
from campaign.adapters.mailbox import MailboxReader, MailboxServer
from campaign.adapters.notice_renderer import NoticeRenderer
from campaign.adapters.open_states import PublishedRoster
from campaign.adapters.picture_shelf import PictureShelf
from campaign.adapters.place_tables import PlaceTables
from campaign.adapters.published_zips import read_places
from campaign.adapters.relay_log import RelayLogFiles
from campaign.adapters.sealer import FernetSealer
from campaign.adapters.signer import KeyedSigner
from campaign.adapters.smtp.dkim import BadKey, DkimSigner, make_key
from campaign.adapters.smtp.mailer import SmtpMailer
from campaign.adapters.smtp.probe import SmtpProbe
from campaign.adapters.street_index import StreetShelf
from campaign.adapters.typst_printer import TypstPrinter
from campaign.adapters.xlsx_sheets import XlsxSheets
from campaign.adapters.zip_points import ZipPointTables
from campaign.domain.content import CampaignContent
from campaign.domain.dkim import MadeKey, PublicKey
from campaign.domain.jurisdiction import Jurisdiction, Places
from campaign.domain.ports import (
    Bell,
    Boundaries,
    Downloads,
    ExportShelf,
    Geocoder,
    Hook,
    Inbox,
    Mailbox,
    Mailer,
    MailReader,
    Pictures,
    Printer,
    RelayLog,
    RelayProbe,
    Renderer,
    Resolver,
    Sealer,
    Sheets,
    Signer,
    Streets,
    TableReader,
    ZipPoints,
)
from campaign.domain.roster import Roster, Seat
from campaign.domain.site import Site
from config import ROOT, HookKeys, SettingError, Settings

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
    zip_points: ZipPoints
    renderer: Renderer
    signer: Signer
    sealer: Sealer
    printer: Printer
    pictures: Pictures
    sheets: Sheets
    export_shelf: ExportShelf
    tables: TableReader
    mailbox: Mailbox | None
    probe: RelayProbe
    resolver: Resolver
    mail_reader: MailReader
    inbox: Inbox | None
    hooks: Mapping[str, Hook]
    """By the provider's name; only those that are set up."""


def build(settings: Settings) -> Adapters:
    """Choose the edges for these settings."""
    site = Site(
        base_url=settings.base_url,
        mail_from=settings.mail_from,
        mail_from_name=settings.mail_from_name,
        live=settings.live,
        return_address=settings.return_address,
    )
    boundaries = BoundaryShelf(settings.places_folder)
    return Adapters(
        site=site,
        jurisdictions=_jurisdictions(),
        mailer=SmtpMailer(settings.relay, may_leave=settings.live, dkim=_dkim(settings)),
        bell=CeleryBell(settings.broker_url),
        geocoder=_geocoder(settings.geocoder),
        boundaries=boundaries,
        streets=StreetShelf(settings.places_folder, boundaries.shelf),
        zip_points=ZipPointTables(DATA),
        renderer=NoticeRenderer(TEMPLATES),
        signer=KeyedSigner(settings.secret_key),
        sealer=FernetSealer(settings.secret_key),
        tables=ListReader(),
        printer=TypstPrinter(TEMPLATES / "paper"),
        pictures=PictureShelf(settings.pictures_folder, TEMPLATES / "paper"),
        sheets=XlsxSheets(),
        export_shelf=SealedShelf(settings.exports_folder, settings.secret_key),
        mailbox=MailboxReader(settings.mailbox_folder) if settings.embedded else None,
        probe=SmtpProbe(settings.relay, may_leave=settings.live),
        resolver=DnsResolver(),
        mail_reader=IncomingReader(site.mail_domain),
        inbox=_inbox(settings),
        hooks=_hooks(settings.hooks),
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


def relay_log(files: Sequence[str]) -> RelayLog:
    """Return a relay's log, written in these files, the oldest first."""
    return RelayLogFiles(files)


def public_key(settings: Settings) -> PublicKey | None:
    """Return the public half of the key that signs our mail, if there is one."""
    signer = _dkim(settings)
    return signer.public if signer else None


def make_dkim_key(*, ed25519_key: bool) -> MadeKey:
    """Return a fresh key for signing mail."""
    return make_key(ed25519_key=ed25519_key)


def campaign_contents(folders: Sequence[Path] = ()) -> tuple[CampaignContent, ...]:
    """Read these campaign folders, or all that the program brings along. Raises BrokenContent."""
    return content_folder.read_each(folders) if folders else content_folder.read_all(CONTENT)


def save_content(content: CampaignContent, folder: Path) -> None:
    """Write a campaign's folder. Raises OSError."""
    content_writer.write(content, folder)


def pack_content(content: CampaignContent) -> bytes:
    """Return a campaign's folder as a ZIP file."""
    return content_archive.pack(content)


def unpack_content(packed: bytes) -> CampaignContent:
    """Read a ZIP file that holds one campaign's folder. Raises BrokenContent."""
    return content_archive.unpack(packed)


def _dkim(settings: Settings) -> DkimSigner | None:
    """Return what signs our mail, if anything does. Raises SettingError."""
    if settings.dkim is None:
        return None
    dkim = settings.dkim
    try:
        return DkimSigner(dkim.key, domain=dkim.domain, selector=dkim.selector)
    except BadKey as bad:
        cure = "Write the key that `campaign mail key` prints, or name its file."
        raise SettingError("DKIM_KEY", str(bad), cure) from bad


def _inbox(settings: Settings) -> Inbox | None:
    if settings.inbox is None:
        return None
    if isinstance(settings.inbox, Path):
        return MaildirInbox(settings.inbox)
    return ImapInbox(settings.inbox)


def _hooks(keys: HookKeys) -> Mapping[str, Hook]:
    """Return the hooks of the providers whose key is set."""
    hooks: dict[str, Hook] = {}
    if keys.ses_topic:
        hooks["ses"] = SesHook(keys.ses_topic)
    if keys.postmark_secret:
        hooks["postmark"] = PostmarkHook(keys.postmark_secret)
    if keys.mailgun_key:
        hooks["mailgun"] = MailgunHook(keys.mailgun_key)
    if keys.sendgrid_key:
        hooks["sendgrid"] = SendGridHook(keys.sendgrid_key)
    return hooks


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


def published_roster(
    people: Path,
    *,
    offices: Path | None = None,
    hand_kept: Path | None = None,
    vacant: Sequence[Seat] = (),
) -> PublishedRoster:
    """Return the roster that a published file holds."""
    return PublishedRoster(people, offices, hand_kept, tuple(vacant))


def jurisdiction_folder(name: str) -> Path:
    """Return the folder of a state that the program brings along."""
    return DATA / name


def jurisdiction_folders() -> list[Path]:
    """Return the folders of the states whose people and places the program brings along."""
    return [table.parent for table in sorted(DATA.glob("*/legislators.csv"))]


def published_places(roster: Roster, zips: Path) -> Places:
    """Return the districts of a published roster, and the ZIPs of a table. Raises RosterError."""
    return read_places(roster, zips)


def _jurisdictions() -> dict[str, Jurisdiction]:
    pages = [read_jurisdiction(page.parent) for page in sorted(DATA.glob("*/jurisdiction.yaml"))]
    return {jurisdiction.slug: jurisdiction for jurisdiction in pages}
