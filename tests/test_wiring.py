"""The switchboard refuses what no edge can be made of."""

import subprocess
import sys
from dataclasses import replace

import pytest

from campaign import wiring
from config import Dkim, SettingError, Settings
from tests.adapters.test_letter_bytes import LETTER


def test_a_key_that_is_none_is_refused_with_its_cure(settings: Settings) -> None:
    broken = replace(settings, dkim=Dkim(key="nonsense", domain="d.example", selector="s"))

    with pytest.raises(SettingError, match=r"CAMPAIGN_DKIM_KEY is .* `campaign mail key`"):
        wiring.build(broken)


def test_with_a_key_what_is_built_is_signed(settings: Settings) -> None:
    key = wiring.make_dkim_key(ed25519_key=True).pem
    signing = replace(settings, dkim=Dkim(key=key, domain="d.example", selector="s"))

    public = wiring.public_key(signing)
    mailer = wiring.build(signing).mailer

    assert mailer.build(LETTER) == mailer.build(LETTER)
    assert mailer.build(LETTER).startswith(b"DKIM-Signature: v=1; a=ed25519-sha256;")
    assert wiring.build(settings).mailer.build(LETTER).startswith(b"From:")
    assert public is not None
    assert public.name == "s._domainkey.d.example"
    assert wiring.public_key(settings) is None


def test_what_measures_outlines_is_loaded_when_it_is_asked_for() -> None:
    heavy = "{'numpy', 'shapely', 'shapefile'}"
    code = f"import sys, campaign.app, worker.app; sys.exit(bool({heavy} & set(sys.modules)))"

    assert subprocess.call([sys.executable, "-c", code]) == 0  # Our own words.
