"""The settings: read once, typed, and refused with the name, the value and the cure."""

import base64
import contextlib
import os
import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from environs import FileAwareEnv

from campaign.domain.mail import is_plain_address
from campaign.domain.pacing import Paces
from campaign.domain.retention import KEEP_AT_LEAST, KEEP_AT_MOST, Retention
from campaign.domain.return_address import RETURN_NAME_LIMIT

ROOT = Path(__file__).resolve().parent
PREFIX = "CAMPAIGN_"
MINIMUM_KEY_LENGTH = 32
EMBEDDED_MAILBOX_PORT = 8025
SHORTEST_LEASE_SECONDS = 30
STUCK_SECONDS = 180
PORTS = range(1, 65_536)
LEASES = range(1, 86_401)
STUCK = range(3, 3_601)
FEW = range(10)
DOMAIN = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9])?)*")
RATES = range(1, 1_000_000_001)
SHORTEST_HOOK_SECRET = 16
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
BROKERS = {"memory", "sqla+sqlite", "redis", "rediss", "redis+socket", "amqp", "amqps"}


class SettingError(Exception):
    """Refuse a setting: its name, its value, and what to write instead."""

    def __init__(self, name: str, value: str, cure: str) -> None:
        super().__init__(f"{PREFIX}{name} is {value!r}. {cure}")
        self.name = f"{PREFIX}{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where mail leaves: the parts of CAMPAIGN_SMTP_URL."""

    host: str
    port: int
    username: str = ""
    password: str = field(default="", repr=False)
    implicit_tls: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dkim:
    """The key that signs our mail, and where its public half stands."""

    key: str = field(repr=False)
    domain: str
    selector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapInbox:
    """Where returned mail is read: the parts of an imaps:// address."""

    host: str
    port: int
    username: str
    password: str = field(repr=False)
    folder: str
    tls: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HookKeys:
    """What proves that a report comes from a mail provider; an empty one closes its hook."""

    ses_topic: str = ""
    postmark_secret: str = field(default="", repr=False)
    mailgun_key: str = field(default="", repr=False)
    sendgrid_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator can set, checked."""

    state_folder: Path
    secret_key: str = field(repr=False)
    secret_key_is_kept: bool
    base_url: str
    port: int
    database_url: str = field(repr=False)
    broker_url: str = field(repr=False)
    limits_url: str = field(repr=False)
    relay: Relay
    embedded: bool
    live: bool
    mail_from: str
    mail_from_name: str
    geocoder: str
    lease_seconds: int
    backoff_scale: float
    stuck_seconds: int = STUCK_SECONDS
    rate_limits: bool
    pacing: bool
    paces: Paces
    proxies: int
    retention: Retention
    dkim: Dkim | None = None
    warm_up_from: date | None = None
    return_address: str = ""
    inbox: ImapInbox | Path | None = None
    hooks: HookKeys = HookKeys()

    @property
    def mailbox_folder(self) -> Path:
        """Where the embedded mailbox keeps what it was handed."""
        return self.state_folder / "mailbox"

    @property
    def places_folder(self) -> Path:
        """Where outlines, street indexes, and the files that they are made from are kept."""
        return self.state_folder / "places"

    @property
    def exports_folder(self) -> Path:
        """Where files lie, encrypted, until somebody fetches them."""
        return self.state_folder / "exports"

    @property
    def pictures_folder(self) -> Path:
        """Where pictures for shared links are kept once they were drawn."""
        return self.state_folder / "pictures"

    @property
    def secure(self) -> bool:
        """Tell whether people reach the site over HTTPS."""
        return self.base_url.startswith("https://")


def load() -> Settings:
    """Read the settings from the environment. Raises SettingError."""
    env = FileAwareEnv(prefix=PREFIX, strip_whitespace=True)
    state_folder = Path(_text(env, "STATE", str(ROOT / "var"))).resolve()
    live = _one_of(env, "LIVE", "0", "1") == "1"
    port = _whole(env, "PORT", 8000, "Write a port from 1 to 65535.", within=PORTS)
    secret_key, kept = _secret_key(env, state_folder, live=live)
    settings = Settings(
        state_folder=state_folder,
        secret_key=secret_key,
        secret_key_is_kept=kept,
        base_url=_base_url(env, port),
        port=port,
        database_url=_database_url(env, state_folder),
        broker_url=_broker_url(env, state_folder),
        limits_url=_limits_url(env),
        relay=_relay(env),
        embedded=_one_of(env, "EMBEDDED", "0", "1") == "1",
        live=live,
        mail_from=_mail_from(env),
        mail_from_name=_text(env, "MAIL_FROM_NAME", "Every School. Every Community."),
        geocoder=_geocoder(env),
        lease_seconds=_whole(
            env, "LEASE_SECONDS", 300, "Write seconds, at least 1.", within=LEASES
        ),
        backoff_scale=_backoff_scale(env),
        stuck_seconds=_whole(
            env, "STUCK_SECONDS", STUCK_SECONDS, "Write seconds, at least 3.", within=STUCK
        ),
        rate_limits=_one_of(env, "RATE_LIMITS", "on", "off") == "on",
        pacing=_one_of(env, "PACING", "on", "off") == "on",
        paces=_paces(env),
        proxies=_whole(env, "PROXIES", 0, "Write how many stand in front: 0, 1, ...", within=FEW),
        retention=_retention(env),
        dkim=_dkim(env),
        warm_up_from=_warm_up_from(env),
        return_address=_return_address(env),
        inbox=_inbox(env),
        hooks=HookKeys(
            ses_topic=_ses_topic(env),
            postmark_secret=_postmark_secret(env),
            mailgun_key=_text(env, "MAILGUN_KEY", ""),
            sendgrid_key=_sendgrid_key(env),
        ),
    )
    if live:
        _refuse_test_values(settings)
    return settings


def _text(env: FileAwareEnv, name: str, default: str) -> str:
    """Return a setting's text; an empty one is as good as none."""
    try:
        value: str = env.str(name, default)
    except ValueError as error:
        file = os.environ.get(f"{PREFIX}{name}_FILE", "")
        raise SettingError(f"{name}_FILE", file, "Name a file that can be read.") from error
    return value.strip() or default


def _one_of(env: FileAwareEnv, name: str, default: str, other: str) -> str:
    value = _text(env, name, default)
    if value not in {default, other}:
        raise SettingError(name, value, f"Write {default} or {other}.")
    return value


def _whole(env: FileAwareEnv, name: str, default: int, cure: str, *, within: range) -> int:
    value = _text(env, name, str(default))
    if not (value.isascii() and value.isdigit()) or int(value) not in within:
        raise SettingError(name, value, cure)
    return int(value)


def _backoff_scale(env: FileAwareEnv) -> float:
    value = _text(env, "BACKOFF_SCALE", "1")
    try:
        scale = float(value)
    except ValueError:
        scale = -1.0
    if not 0 <= scale <= 1:
        raise SettingError("BACKOFF_SCALE", value, "Write 1; in tests a number from 0 to 1.")
    return scale


def _paces(env: FileAwareEnv) -> Paces:
    plain = Paces()

    def rate(name: str, default: int) -> int:
        return _whole(env, name, default, "Write a whole number, at least 1.", within=RATES)

    return Paces(
        office_an_hour=rate("OFFICE_PER_HOUR", plain.office_an_hour),
        office_burst=rate("OFFICE_BURST", plain.office_burst),
        office_a_day=rate("OFFICE_PER_DAY", plain.office_a_day),
        office_hours=_one_of(env, "OFFICE_HOURS", "off", "on") == "on",
        domain_an_hour=rate("DOMAIN_PER_HOUR", plain.domain_an_hour),
        campaign_an_hour=rate("CAMPAIGN_PER_HOUR", plain.campaign_an_hour),
        relay_a_minute=rate("RELAY_PER_MINUTE", plain.relay_a_minute),
    )


def _secret_key(env: FileAwareEnv, state_folder: Path, *, live: bool) -> tuple[str, bool]:
    """Return the key and whether an operator set it; else keep one of our own in a file."""
    given = _text(env, "SECRET_KEY", "")
    if given and len(given) < MINIMUM_KEY_LENGTH:
        raise SettingError(
            "SECRET_KEY",
            f"{len(given)} characters long",
            "Write at least 32: python -c 'import secrets; print(secrets.token_hex(32))'",
        )
    if given:
        return given, True
    if live:
        raise SettingError(
            "SECRET_KEY",
            "",
            "With CAMPAIGN_LIVE=1 it must be set: "
            "python -c 'import secrets; print(secrets.token_hex(32))'",
        )
    return _own_key(state_folder / "secret-key"), False


def _own_key(file: Path) -> str:
    """Return the key in a file; of processes that start together one writes it, whole or not."""
    file.parent.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(32), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            file.hardlink_to(fresh)
        fresh.unlink()
    return file.read_text(encoding="ascii")


def _base_url(env: FileAwareEnv, port: int) -> str:
    cure = "Write the site's address without a path, like https://letters.example.org"
    value = _text(env, "BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    parts = _parts("BASE_URL", value, cure, shown=value)
    if parts.scheme not in {"http", "https"} or value != f"{parts.scheme}://{parts.netloc}":
        raise SettingError("BASE_URL", value, cure)
    return value


def _parts(name: str, value: str, cure: str, *, shown: str) -> SplitResult:
    """Take an address apart; `shown` stands for it in an error, because it may hold a password."""
    try:
        parts = urlsplit(value)
        whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise SettingError(name, shown, cure)
    return parts


def _database_url(env: FileAwareEnv, state_folder: Path) -> str:
    cure = "Write postgresql://user:password@host/name, or leave it out for SQLite."
    default = f"sqlite:///{state_folder / 'campaign.sqlite3'}"
    value = _text(env, "DATABASE_URL", default)
    for plain in ("postgres://", "postgresql://"):
        if value.startswith(plain):
            return "postgresql+psycopg://" + value.removeprefix(plain)
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError("DATABASE_URL", urlsplit(value).scheme, cure)
    return value


def _broker_url(env: FileAwareEnv, state_folder: Path) -> str:
    value = _text(env, "BROKER_URL", f"sqla+sqlite:///{state_folder / 'broker.sqlite3'}")
    scheme = urlsplit(value).scheme
    if scheme not in BROKERS:
        cure = "Write redis://host:6379/0 or amqp://user:password@host."
        raise SettingError("BROKER_URL", scheme, cure)
    return value


def _limits_url(env: FileAwareEnv) -> str:
    cure = "Write redis://host:6379/1, or leave it out to count in memory."
    value = _text(env, "LIMITS_URL", "memory://")
    if urlsplit(value).scheme not in {"memory", "redis", "rediss", "redis+unix"}:
        raise SettingError("LIMITS_URL", urlsplit(value).scheme, cure)
    return value


def _relay(env: FileAwareEnv) -> Relay:
    cure = "Write smtp://user:password@host:587 or smtps://user:password@host:465."
    value = _text(env, "SMTP_URL", f"smtp://127.0.0.1:{EMBEDDED_MAILBOX_PORT}")
    parts = _parts("SMTP_URL", value, cure, shown="not an address")
    if parts.scheme not in {"smtp", "smtps"}:
        raise SettingError("SMTP_URL", parts.scheme, cure)
    if not unquote(parts.netloc.rpartition("@")[0]).isascii():
        cure = "Log in with plain letters, digits and signs alone."
        raise SettingError("SMTP_URL", "a log-in beyond ASCII", cure)
    implicit = parts.scheme == "smtps"
    return Relay(
        host=parts.hostname or "",
        port=parts.port or (465 if implicit else 25),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        implicit_tls=implicit,
    )


def _mail_from(env: FileAwareEnv) -> str:
    cure = "Write an address of your own domain, like letters@example.org"
    value = _text(env, "MAIL_FROM", "letters@campaign.invalid")
    if not is_plain_address(value):
        raise SettingError("MAIL_FROM", value, cure)
    return value


def _dkim(env: FileAwareEnv) -> Dkim | None:
    """Return how mail is signed, or None without a key; `wiring` reads the key itself."""
    selector = _text(env, "DKIM_SELECTOR", "campaign")
    if not DOMAIN.fullmatch(selector):
        raise SettingError("DKIM_SELECTOR", selector, "Write small letters, digits and hyphens.")
    domain = _text(env, "DKIM_DOMAIN", _mail_from(env).rpartition("@")[2]).lower()
    if not DOMAIN.fullmatch(domain):
        raise SettingError("DKIM_DOMAIN", domain, "Write a domain of yours, like example.org")
    key = _text(env, "DKIM_KEY", "")
    return Dkim(key=key, domain=domain, selector=selector) if key else None


def _warm_up_from(env: FileAwareEnv) -> date | None:
    value = _text(env, "WARM_UP_FROM", "")
    try:
        return date.fromisoformat(value) if value else None
    except ValueError as error:
        cure = "Write the first day on which mail leaves, like 2026-12-01, or leave it out."
        raise SettingError("WARM_UP_FROM", value, cure) from error


def _return_address(env: FileAwareEnv) -> str:
    cure = (
        "Write an address of your own domain with at most "
        f"{RETURN_NAME_LIMIT} characters before the @, like returns@example.org"
    )
    value = _text(env, "RETURN_ADDRESS", "")
    name = value.partition("@")[0]
    if value and (
        not is_plain_address(value) or "+" in name or not 1 <= len(name) <= RETURN_NAME_LIMIT
    ):
        raise SettingError("RETURN_ADDRESS", value, cure)
    return value


def _inbox(env: FileAwareEnv) -> ImapInbox | Path | None:
    """Return where returned mail is read: a folder, or a mailbox on a server."""
    cure = "Write imaps://user:password@host/INBOX or maildir:///var/mail/returns."
    value = _text(env, "INBOX_URL", "")
    if not value:
        return None
    if value.startswith("maildir:///"):
        return Path(value.removeprefix("maildir://"))
    parts = _parts("INBOX_URL", value, cure, shown="not an address")
    here = parts.hostname in LOOPBACK
    if parts.scheme != "imaps" and not (parts.scheme == "imap" and here):
        raise SettingError("INBOX_URL", parts.scheme, cure)
    if not parts.username or not parts.password:
        raise SettingError("INBOX_URL", "without user or password", cure)
    tls = parts.scheme == "imaps"
    return ImapInbox(
        host=parts.hostname or "",
        port=parts.port or (993 if tls else 143),
        username=unquote(parts.username),
        password=unquote(parts.password),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=tls,
    )


def _ses_topic(env: FileAwareEnv) -> str:
    value = _text(env, "SES_TOPIC", "")
    if value and not value.startswith("arn:aws"):
        cure = "Write the topic's whole name, like arn:aws:sns:us-west-2:123456789012:mail"
        raise SettingError("SES_TOPIC", value, cure)
    return value


def _postmark_secret(env: FileAwareEnv) -> str:
    value = _text(env, "POSTMARK_SECRET", "")
    if value and len(value) < SHORTEST_HOOK_SECRET:
        cure = f"Write at least {SHORTEST_HOOK_SECRET} random characters."
        raise SettingError("POSTMARK_SECRET", f"{len(value)} characters long", cure)
    return value


def _sendgrid_key(env: FileAwareEnv) -> str:
    """Return SendGrid's public key as it shows it: DER in base64."""
    value = _text(env, "SENDGRID_KEY", "")
    try:
        base64.b64decode(value, validate=True)
    except ValueError as error:
        cure = "Write the verification key as SendGrid shows it."
        raise SettingError("SENDGRID_KEY", value, cure) from error
    return value


def _geocoder(env: FileAwareEnv) -> str:
    cure = "Write census, off, or the https address of a service that answers like it."
    value = _text(env, "GEOCODER", "census")
    if value not in {"census", "off"} and urlsplit(value).scheme not in {"http", "https"}:
        raise SettingError("GEOCODER", value, cure)
    return value


def _retention(env: FileAwareEnv) -> Retention:
    days: dict[str, int] = {}
    for kind, most in KEEP_AT_MOST.items():
        name = f"KEEP_{kind.upper()}_DAYS"
        least = KEEP_AT_LEAST.get(kind, 1)
        cure = f"Write a number of days from {least} to {most}."
        days[kind] = _whole(env, name, most, cure, within=range(least, most + 1))
    return Retention(**days)


def _refuse_test_values(settings: Settings) -> None:
    """Refuse what only tests may set where real mail can leave."""
    if settings.backoff_scale != 1:
        raise SettingError("BACKOFF_SCALE", str(settings.backoff_scale), "Live, it must be 1.")
    if not settings.rate_limits:
        raise SettingError("RATE_LIMITS", "off", "Live, it must be on.")
    if not settings.pacing:
        raise SettingError("PACING", "off", "Live, it must be on.")
    if settings.lease_seconds < SHORTEST_LEASE_SECONDS:
        raise SettingError("LEASE_SECONDS", str(settings.lease_seconds), "Live, at least 30.")
    if settings.stuck_seconds < STUCK_SECONDS:
        raise SettingError("STUCK_SECONDS", str(settings.stuck_seconds), "Live, at least 180.")
    if settings.mail_from.endswith(".invalid"):
        raise SettingError(
            "MAIL_FROM", settings.mail_from, "Live, it must be an address of your own domain."
        )
    if urlsplit(settings.base_url).hostname in LOOPBACK:
        raise SettingError(
            "BASE_URL",
            settings.base_url,
            "Live, it must be the address by which people reach the site: mails link to it.",
        )
