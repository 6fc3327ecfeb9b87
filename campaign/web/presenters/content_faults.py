"""What staff read of a fault in a campaign's content."""

from flask_babel import lazy_gettext as _later

from campaign.domain.content_faults import ContentError, Fault

FAULTS = {
    "hidden_character": _later("Take the line break or the hidden character out."),
    "too_long": _later("It has %(length)s characters. Take %(excess)s away."),
    "too_short": _later("It has %(length)s characters. Write at least %(least)s."),
    "placeholder_unknown": _later("%(name)s is not known here. Known here: %(allowed)s."),
    "placeholder_missing": _later("Put %(name)s into the text."),
    "brace_alone": _later("A brace stands alone. Write a placeholder like {name}, or no brace."),
    "same_words": _later("Both languages say the same words. Translate the text."),
    "placeholders_differ": _later("Use the same words in braces in both languages."),
    "key_missing": _later("%(key)s is missing. Add it."),
    "key_unknown": _later("This key is unknown. Known here: %(known)s."),
    "text_missing": _later("Nothing stands here. Write it in both languages."),
    "nothing_here": _later("Nothing stands here."),
    "not_expected": _later("Something else belongs here. Compare it with a folder from this page."),
    "too_few": _later("There are %(found)s of these. Write at least %(least)s."),
    "not_so_many": _later("There are %(found)s of these. Write %(wanted)s."),
    "jurisdiction_malformed": _later("Write a state like california, not %(text)s."),
    "address_malformed": _later("Write an e-mail address, not %(text)s."),
    "office_malformed": _later("Write an office like governor, not %(text)s."),
    "slug_malformed": _later("Use small letters, digits and hyphens, not %(text)s."),
    "ends_before_start": _later("The last day is before the first one."),
    "slug_differs": _later("%(slug)s and the name on disk, %(name)s, must be the same."),
    "slug_taken": _later("The short name %(slug)s is taken."),
    "no_campaign": _later("There is no campaign in this folder."),
    "no_recommendations": _later("Add at least one recommendation."),
    "file_misnamed": _later("Name the file like 04-basic-needs.yaml."),
    "out_of_order": _later("The number %(number)s is out of order; %(expected)s was expected."),
    "file_missing": _later("The file is missing or cannot be read."),
    "not_utf8": _later("Save the file as UTF-8."),
    "not_yaml": _later("This is not YAML. Look at indents, quotes and colons."),
    "not_a_zip": _later("This is not a ZIP file. Pack one campaign's folder."),
    "zip_locked": _later("A password is needed to open it. Pack it without one."),
    "zip_too_large": _later("It is larger than any campaign. Pack nothing but one folder."),
    "not_one_folder": _later("Pack the folder itself: one, with the campaign's short name."),
    "stray_file": _later("This file does not belong into a campaign's folder. Take it out."),
}
"""What staff read of each fault; a terminal's words stand in `content_faults.WORDS`."""


def fault_sentence(fault: Fault) -> str:
    """Return the sentence for a fault."""
    text = str(FAULTS[fault.key])
    return text % dict(fault.values) if fault.values else text


def file_fault(error: ContentError) -> tuple[str, str]:
    """Return where a fault of a file is, and its sentence."""
    place = f"{error.file}:{error.line}" if error.file else ""
    return " ".join(part for part in (place, error.name) if part), fault_sentence(error.fault)
