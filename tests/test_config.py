"""Settings are read once, typed, and refuse nonsense with the name, the value and the cure."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from campaign.domain.retention import KEEP_AT_LEAST, KEEP_AT_MOST
from config import PREFIX, ImapInbox, SettingError, load

KEY = "a key for tests alone, long enough for all"


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment with a key, a folder and nothing else of ours."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("CAMPAIGN_STATE", str(tmp_path))
    monkeypatch.setenv("CAMPAIGN_SECRET_KEY", KEY)
    return monkeypatch


@pytest.fixture
def live(setting: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The least that a live installation needs."""
    setting.setenv("CAMPAIGN_LIVE", "1")
    setting.setenv("CAMPAIGN_MAIL_FROM", "letters@example.org")
    setting.setenv("CAMPAIGN_BASE_URL", "https://letters.example.org")
    return setting


@pytest.mark.usefixtures("setting")
def test_the_default_needs_nothing_and_mails_nobody(tmp_path: Path) -> None:
    settings = load()

    assert not settings.live
    assert settings.relay.host == "127.0.0.1"
    assert settings.database_url == f"sqlite:///{tmp_path / 'campaign.sqlite3'}"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.rate_limits


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "²"),
        ("LIVE", "yes"),
        ("EMBEDDED", "true"),
        ("RATE_LIMITS", "maybe"),
        ("PACING", "1"),
        ("DKIM_SELECTOR", "Two words"),
        ("DKIM_DOMAIN", "example.org/"),
        ("WARM_UP_FROM", "tomorrow"),
        ("BASE_URL", "letters.example.org"),
        ("BASE_URL", "https://letters.example.org/path"),
        ("BASE_URL", "https://letters.example.org?x=1"),
        ("MAIL_FROM", "letters"),
        ("MAIL_FROM", "Letters <letters@example.org>"),
        ("GEOCODER", "maps"),
        ("LEASE_SECONDS", "0"),
        ("LEASE_SECONDS", "-5"),
        ("STUCK_SECONDS", "2"),
        ("BACKOFF_SCALE", "nan"),
        ("BACKOFF_SCALE", "-1"),
        ("BACKOFF_SCALE", "fast"),
        ("PROXIES", "-1"),
        ("KEEP_LETTER_DAYS", "31"),
        ("KEEP_LETTER_DAYS", "0"),
        ("KEEP_AUDIT_DAYS", "forever"),
    ],
)
def test_nonsense_is_refused_with_name_value_and_cure(
    setting: pytest.MonkeyPatch, name: str, value: str
) -> None:
    setting.setenv(f"CAMPAIGN_{name}", value)

    with pytest.raises(SettingError) as refused:
        load()

    said = str(refused.value)
    assert said.startswith(f"CAMPAIGN_{name} is {value!r}. ")
    assert said.endswith((".", "org", "1"))
    assert len(said) > len(f"CAMPAIGN_{name} is {value!r}. ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://user:hush-hush@host/name"),
        ("BROKER_URL", "http://user:hush-hush@host"),
        ("BROKER_URL", "hush-hush"),
        ("LIMITS_URL", "http://:hush-hush@host"),
        ("SMTP_URL", "ftp://user:hush-hush@host"),
        ("SMTP_URL", "smtp://user:hush-hush@host:port"),
        ("SMTP_URL", "smtp://user:hush-hush@[host"),
        ("SMTP_URL", "smtp://user:hush-hush%C3%B1@host"),
        ("SECRET_KEY", "hush-hush"),
    ],
)
def test_a_refused_secret_is_not_repeated(
    setting: pytest.MonkeyPatch, name: str, value: str
) -> None:
    setting.setenv(f"CAMPAIGN_{name}", value)

    with pytest.raises(SettingError) as refused:
        load()

    assert f"CAMPAIGN_{name}" in str(refused.value)
    assert "hush" not in str(refused.value)


def test_settings_show_no_secret(setting: pytest.MonkeyPatch) -> None:
    setting.setenv("CAMPAIGN_SMTP_URL", "smtps://user:hush-hush@relay.example.org")
    setting.setenv("CAMPAIGN_DATABASE_URL", "postgresql://user:hush-hush@host/name")
    setting.setenv("CAMPAIGN_BROKER_URL", "redis://:hush-hush@host/0")

    settings = load()

    assert settings.relay.password == "hush-hush"
    assert settings.database_url.startswith("postgresql+psycopg://user:hush-hush@")
    assert "hush" not in repr(settings)
    assert KEY not in repr(settings)


def test_a_relay_is_taken_apart(setting: pytest.MonkeyPatch) -> None:
    setting.setenv("CAMPAIGN_SMTP_URL", "smtps://ana%40example.org:p%40ss@relay.example.org")

    relay = load().relay

    assert (relay.host, relay.port, relay.implicit_tls) == ("relay.example.org", 465, True)
    assert (relay.username, relay.password) == ("ana@example.org", "p@ss")


def test_a_secret_can_stand_in_a_file(setting: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{KEY}, from a file\n", encoding="utf-8")
    setting.delenv("CAMPAIGN_SECRET_KEY")
    setting.setenv("CAMPAIGN_SECRET_KEY_FILE", str(file))

    assert load().secret_key == f"{KEY}, from a file"


def test_a_file_that_is_not_there_is_refused_by_its_name(
    setting: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    setting.setenv("CAMPAIGN_DATABASE_URL_FILE", str(tmp_path / "nowhere"))

    with pytest.raises(SettingError) as refused:
        load()

    assert "CAMPAIGN_DATABASE_URL_FILE" in str(refused.value)
    assert "nowhere" in str(refused.value)


def test_an_empty_setting_is_as_good_as_none(setting: pytest.MonkeyPatch) -> None:
    setting.setenv("CAMPAIGN_PORT", "")
    setting.setenv("CAMPAIGN_MAIL_FROM", " ")

    assert (load().port, load().mail_from) == (8000, "letters@campaign.invalid")


@pytest.mark.parametrize("kind", KEEP_AT_MOST)
def test_times_may_be_shorter(setting: pytest.MonkeyPatch, kind: str) -> None:
    least = KEEP_AT_LEAST.get(kind, 3)
    setting.setenv(f"CAMPAIGN_KEEP_{kind.upper()}_DAYS", str(least))

    assert getattr(load().retention, kind) == least


def test_the_audit_is_kept_for_a_month_at_least(setting: pytest.MonkeyPatch) -> None:
    setting.setenv("CAMPAIGN_KEEP_AUDIT_DAYS", "29")

    with pytest.raises(SettingError, match="from 30 to 730"):
        load()


@pytest.mark.usefixtures("live")
def test_a_live_installation_is_accepted() -> None:
    assert load().live


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BACKOFF_SCALE", "0.1"),
        ("RATE_LIMITS", "off"),
        ("PACING", "off"),
        ("LEASE_SECONDS", "29"),
        ("STUCK_SECONDS", "179"),
        ("MAIL_FROM", "letters@campaign.invalid"),
        ("SECRET_KEY", ""),
        ("BASE_URL", "http://127.0.0.1:8000"),
    ],
)
def test_test_values_are_refused_where_real_mail_can_leave(
    live: pytest.MonkeyPatch, name: str, value: str
) -> None:
    live.setenv(f"CAMPAIGN_{name}", value)

    with pytest.raises(SettingError) as refused:
        load()

    assert refused.value.name == f"CAMPAIGN_{name}"


def test_programs_that_start_together_make_one_key(
    setting: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    setting.delenv("CAMPAIGN_SECRET_KEY")

    with ThreadPoolExecutor(8) as pool:
        keys = {settings.secret_key for settings in pool.map(lambda _: load(), range(16))}

    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_mail_is_signed_for_the_domain_of_its_address(setting: pytest.MonkeyPatch) -> None:
    setting.setenv("CAMPAIGN_MAIL_FROM", "letters@Letters.Example.org")
    assert load().dkim is None

    setting.setenv("CAMPAIGN_DKIM_KEY", "a key")
    dkim = load().dkim
    assert dkim is not None
    assert (dkim.domain, dkim.selector) == ("letters.example.org", "campaign")
    assert "a key" not in repr(load())


@pytest.mark.parametrize(
    ("url", "port", "folder", "tls"),
    [
        ("imaps://a%40b:se%2Fcret@mail.example.org/", 993, "INBOX", True),
        (
            "imaps://a%40b:se%2Fcret@mail.example.org:1993/Lists/Returns",
            1993,
            "Lists/Returns",
            True,
        ),
        ("imap://a%40b:se%2Fcret@127.0.0.1/INBOX", 143, "INBOX", False),
    ],
)
def test_an_inbox_on_a_server_is_taken_apart(
    setting: pytest.MonkeyPatch, url: str, port: int, folder: str, *, tls: bool
) -> None:
    setting.setenv("CAMPAIGN_INBOX_URL", url)

    inbox = load().inbox

    assert isinstance(inbox, ImapInbox)
    assert (inbox.port, inbox.folder, inbox.tls) == (port, folder, tls)
    assert (inbox.username, inbox.password) == ("a@b", "se/cret")
    assert "se/cret" not in repr(inbox)


def test_an_inbox_may_be_a_folder(setting: pytest.MonkeyPatch) -> None:
    setting.setenv("CAMPAIGN_INBOX_URL", "maildir:///var/mail/returns")

    assert load().inbox == Path("/var/mail/returns")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INBOX_URL", "imap://a:secret@mail.example.org/INBOX"),
        ("INBOX_URL", "imaps://mail.example.org/INBOX"),
        ("INBOX_URL", "maildir://var/mail"),
        ("INBOX_URL", "secret"),
        ("RETURN_ADDRESS", "much-too-long@example.org"),
        ("RETURN_ADDRESS", "re+turns@example.org"),
        ("RETURN_ADDRESS", "example.org"),
        ("SES_TOPIC", "mail"),
        ("POSTMARK_SECRET", "secret"),
        ("SENDGRID_KEY", "not base64!"),
    ],
)
def test_a_way_back_that_makes_no_sense_is_refused_and_no_secret_is_shown(
    setting: pytest.MonkeyPatch, name: str, value: str
) -> None:
    setting.setenv(f"CAMPAIGN_{name}", value)

    with pytest.raises(SettingError) as refused:
        load()

    assert refused.value.name == f"CAMPAIGN_{name}"
    assert "secret" not in str(refused.value).replace("POSTMARK_SECRET", "")
