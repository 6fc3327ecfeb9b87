"""A campaign's ZIP file is unpacked with distrust: one clean folder, or nothing."""

import stat
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from campaign.adapters.content_archive import MOST_BYTES, pack, unpack
from campaign.adapters.content_writer import files_of
from campaign.domain.content_faults import BrokenContent
from tests.contents import WHOLE

FILES = {f"{WHOLE.slug}/{name}": text.encode() for name, text in files_of(WHOLE).items()}
FIRST = f"{WHOLE.slug}/campaign.yaml"


def archive(files: Mapping[str, bytes], links: tuple[str, ...] = ()) -> bytes:
    """Return a ZIP file with these files, some of them links."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        for name, content in files.items():
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            kind = stat.S_IFLNK if name in links else stat.S_IFREG
            entry.external_attr = (kind | 0o644) << 16
            file.writestr(entry, content)
    return packed.getvalue()


def faults(packed: bytes) -> list[tuple[str, str]]:
    """Return the file and the fault of everything that is wrong with an archive."""
    with pytest.raises(BrokenContent) as refusal:
        unpack(packed)
    return [(error.file, error.fault.key) for error in refusal.value.errors]


def test_what_was_packed_is_unpacked_the_same() -> None:
    assert unpack(pack(WHOLE)) == WHOLE


def test_the_same_campaign_gives_the_same_bytes() -> None:
    assert pack(WHOLE) == pack(unpack(pack(WHOLE)))


def test_the_paper_on_sources_may_lie_in_the_folder() -> None:
    assert unpack(archive({**FILES, f"{WHOLE.slug}/SOURCE.md": b"Said there."})) == WHOLE


@pytest.mark.parametrize(
    "name",
    [
        "../escape.yaml",
        f"{WHOLE.slug}/../../escape.yaml",
        "/etc/cron.d/escape",
        f"{WHOLE.slug}\\campaign.yaml",
        f"{WHOLE.slug}/recommendations/../campaign.yaml",
        f"{WHOLE.slug}/run.sh",
        f"{WHOLE.slug}/recommendations/04-parks.yaml.exe",
        f"{WHOLE.slug}/recommendations/deep/04-parks.yaml",
        "campaign.yaml",
    ],
)
def test_a_file_that_does_not_belong_is_refused_and_written_nowhere(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    found = faults(archive({**FILES, name: b"x"}))

    assert ("stray_file" in {key for _, key in found}) or found == [("", "not_one_folder")]
    assert list(tmp_path.rglob("*")) == []


def test_a_link_is_refused() -> None:
    assert faults(archive({**FILES, FIRST: b"/etc/passwd"}, links=(FIRST,))) == [
        (FIRST, "stray_file")
    ]


def test_a_file_that_stands_there_twice_is_refused() -> None:
    packed = BytesIO(archive(FILES))
    with pytest.warns(UserWarning, match="Duplicate"), ZipFile(packed, "a") as file:
        file.writestr(FIRST, "slug: other")

    assert (FIRST, "stray_file") in faults(packed.getvalue())


def test_a_small_file_that_unpacks_to_a_large_one_is_refused() -> None:
    packed = archive({**FILES, FIRST: b"x" * (MOST_BYTES + 1)})

    assert len(packed) < MOST_BYTES // 10
    assert faults(packed) == [("", "zip_too_large")]


def test_a_file_that_lies_about_its_size_is_refused() -> None:
    packed = archive({FIRST: b"x" * (4 * MOST_BYTES)})
    honest = (4 * MOST_BYTES).to_bytes(4, "little")

    key = faults(packed.replace(honest, (10).to_bytes(4, "little")))

    assert key[0][1] in {"zip_too_large", "not_a_zip", "not_yaml", "key_missing"}


def test_more_files_than_any_campaign_has_are_refused() -> None:
    many = {
        f"{WHOLE.slug}/recommendations/{n:02}-n{n}-{i}.yaml": b"" for n in range(60) for i in "ab"
    }

    assert faults(archive(many)) == [("", "zip_too_large")]


@pytest.mark.parametrize("packed", [b"", b"%PDF-1.7", b"PK\x03\x04 and no more", pack(WHOLE)[:400]])
def test_what_is_no_zip_file_is_refused(packed: bytes) -> None:
    assert faults(packed) == [("", "not_a_zip")]


def test_two_folders_and_none_are_refused() -> None:
    assert faults(archive({**FILES, "another/campaign.yaml": b"x"})) == [("", "not_one_folder")]
    assert faults(archive({})) in ([("", "not_one_folder")], [("", "not_a_zip")])


@pytest.mark.parametrize(
    "page",
    [
        b"\xff\xfe",
        b"[" * 100_000,
        b"starts_on: 2026-02-31",
        b"a: &a [x, x]\nb: &b [*a, *a]\nabout: [*b, *b]",
        b"title: \x07",
        b"goal: 1e999",
        b"slug: slug: slug",
    ],
)
def test_a_hostile_page_is_a_fault_of_its_file(page: bytes) -> None:
    found = faults(archive({**FILES, FIRST: page}))

    assert {file for file, _ in found} == {FIRST}


def test_a_fault_names_its_file_as_it_lies_in_the_archive() -> None:
    page = FILES[FIRST].replace(b"goal: 25", b"goal: many")

    assert faults(archive({**FILES, FIRST: page})) == [(FIRST, "not_expected")]
