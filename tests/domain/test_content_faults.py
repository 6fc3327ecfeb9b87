"""A fault says where it is, what it is and what mends it."""

from campaign.domain.content_faults import BrokenContent, ContentError, Fault


def test_a_fault_is_one_line_that_an_editor_can_jump_to() -> None:
    fault = ContentError(
        "letters.yaml", 12, "closings, item 2", Fault("key_missing", {"key": "es"})
    )

    assert str(fault) == "letters.yaml:12: closings, item 2: es is missing. Add es."


def test_a_fault_of_a_whole_file_names_no_value() -> None:
    assert str(ContentError("a.yaml", 1, "", Fault("not_utf8"))) == (
        "a.yaml:1: the file is not UTF-8 text. Save it as UTF-8."
    )


def test_broken_content_tells_all_its_faults() -> None:
    faults = (
        ContentError("a", 1, "", Fault("not_utf8")),
        ContentError("b", 2, "", Fault("not_utf8")),
    )

    assert str(BrokenContent(faults)).splitlines() == [str(fault) for fault in faults]
