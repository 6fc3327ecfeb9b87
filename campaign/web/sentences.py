"""What people read when something was refused: what to do next, in their language."""

from flask_babel import lazy_gettext as _later

from campaign.domain.errors import Refused
from campaign.web.words import gettext as _

SENTENCES = {
    "zip_nonsense": _later("Enter a ZIP code of five numbers, like 95814."),
    "zip_elsewhere": _later(
        "%(zip)s is not a ZIP code of this state. Enter the ZIP code where you live; this page "
        "writes to the legislators of this state only."
    ),
    "zip_unknown": _later(
        "We do not have ZIP code %(zip)s on our map. It may be for a PO box. Enter the ZIP code "
        "of the street where you live."
    ),
    "point_nonsense": _later(
        "We could not read your location. Type your street, or choose your people from the list."
    ),
    "point_swapped": _later(
        "The latitude comes first, like 38.58, and then the longitude, like -121.49."
    ),
    "point_unknown": _later(
        "We do not know which districts this location lies in. Type your street, or choose your "
        "people from the list."
    ),
    "point_outside_zip": _later(
        "Your location is not in ZIP code %(zip)s. If you are not at home now, type your street, "
        "or choose your people from the list."
    ),
    "district_missing": _later("Choose one of the people below."),
    "district_not_offered": _later("Choose one of the people below."),
    "too_long": _later("This text has %(length)s characters. Shorten it to %(limit)s, please."),
    "email_wrong": _later("Enter an e-mail address, like ana@example.org."),
    "code_wrong": _later(
        "That is not the code we sent. Look at the newest mail from us and try again."
    ),
    "code_over": _later(
        "This code does not work any more. Use the link in the mail, or ask for a new code."
    ),
    "mails_used_up": _later(
        "We send at most two confirmation mails to an address in 24 hours. Use the link in the "
        "mail that you have; it works for seven days."
    ),
    "legislator_changed": _later(
        "Somebody else holds this seat by now. Look at the letter once more before you send it."
    ),
    "wrote_already": _later(
        "You wrote to %(name)s about the same thing less than 30 days ago, so this letter is not "
        "sent again."
    ),
    "story_not_public": _later("Its writer did not allow publishing."),
    "story_gone": _later("Its writer took this story back in the meantime."),
    "translation_taken": _later("Somebody else is writing this one, or has written it."),
    "translation_over": _later("This letter does not wait for a translation any more."),
    "letter_too_long": _later(
        "With this the letter is too long for the office. Take out %(excess)s characters."
    ),
    "not_to_read": _later("Somebody has decided about this letter in the meantime."),
    "roster_decided": _later("Somebody has decided about this roster in the meantime."),
    "office_address_wrong": _later("Write one address like name@example.org, or leave it empty."),
    "email_nonsense": _later("Enter an e-mail address, like sam@example.org."),
    "on_the_staff": _later(
        "This person is on the list already. Open their line to give them another role or to "
        "let them in again."
    ),
    "invited_already": _later(
        "This person was invited already. You can send the invitation again, or withdraw it."
    ),
    "partner_missing": _later("Choose the organization whose numbers this person may see."),
    "partner_unknown": _later("Choose one of the organizations in the list."),
    "not_oneself": _later("Nobody does this to themselves. Ask another admin."),
    "last_admin": _later(
        "This is the last admin. Make somebody else an admin first, so that the console is not "
        "left without one."
    ),
    "purpose_unknown": _later("Choose what the list is for."),
    "columns_missing": _later("Choose at least one column."),
    "columns_unknown": _later("There is no such column: %(columns)s."),
    "format_unknown": _later("Only a list of supporters can be written so."),
    "too_many_rows": _later(
        "A sheet of Excel holds %(most)s rows at most. Choose CSV, or narrow the file."
    ),
    "export_unknown": _later("There is nothing of this name any more: %(names)s. Choose again."),
    "export_reason_missing": _later("Write why."),
    "street_reason_missing": _later("Write why the street is needed."),
    "days_swapped": _later("The first day comes after the last one."),
    "export_own": _later("Somebody else must approve what you asked for."),
    "export_decided": _later("It does not wait for anybody any more."),
    "export_over": _later("It is too late for this. Ask for the file once more."),
    "file_empty": _later("This file is empty. Choose the one with the list."),
    "file_without_rows": _later("This file holds no rows. Choose the one with the list."),
    "file_missing": _later("Choose a file."),
    "file_too_large": _later(
        "This file is larger than %(limit)s MB. Save the list as CSV, or in several parts."
    ),
    "file_wrong_type": _later(
        "This is neither a CSV file nor an Excel workbook without a password. Open it in a "
        "spreadsheet program and save it as CSV (UTF-8) or as .xlsx."
    ),
    "file_encoding": _later(
        "We cannot tell the letters of this file for certain. Save it again as CSV (UTF-8), so "
        "that names stay right."
    ),
    "file_broken": _later(
        "This file cannot be read to its end. Open it in a spreadsheet program and save it again."
    ),
    "file_unpacks": _later(
        "This workbook unpacks to more than %(limit)s MB. Save the list itself as CSV (UTF-8)."
    ),
    "file_too_wide": _later(
        "This file has rows of more than %(limit)s columns. Delete the columns that you do not "
        "need, and save it again."
    ),
    "file_too_many_rows": _later(
        "This file has more than %(limit)s rows. Save it as CSV in several parts."
    ),
    "import_moved_on": _later("Somebody went on with this list meanwhile. Look where it stands."),
    "import_forgotten": _later(
        "This file was forgotten, because somebody in it asked to be erased. Delete them from "
        "your list and bring it again."
    ),
    "import_not_undoable": _later("This list was undone before, or its time for that is over."),
    "sheet_is_full": _later("A sheet takes %(limit)s rows. Bring this one in, and begin another."),
    "column_twice": _later("Two columns are said to hold the same. Choose another for one."),
    "email_unmatched": _later("Say which column holds the e-mail address."),
    "age_unmatched": _later(
        "Nobody under 18 may be on a list. Tick that everyone is 18 or older, or say which column "
        "holds their age."
    ),
    "date_unmatched": _later("Enter the day on which they agreed, or say which column holds it."),
    "date_ahead": _later("This day lies ahead. Enter the day on which they agreed."),
    "date_too_old": _later(
        "This is longer ago than %(months)s months: we would have to forget these people at once. "
        "Ask them again."
    ),
    "slug_malformed": _later(
        "Write a short name of small letters, digits and hyphens, like clean-water."
    ),
    "campaign_slug_taken": _later("There is a campaign with the short name %(slug)s already."),
    "campaign_draft_stands": _later(
        "This campaign has a draft that says something else. Publish it or throw it away first."
    ),
    "recommendation_slug_taken": _later("There is a recommendation %(slug)s already."),
    "recommendation_gone": _later(
        "The recommendation %(recommendation)s was published, so it stays: letters ask for it."
    ),
    "content_faulty": _later("It cannot be published yet. What is missing stands below."),
    "sample_incomplete": _later(
        "There is no letter to show yet. Write at least one subject line, first sentence and "
        "closing, and a paragraph for each recommendation."
    ),
    "jurisdiction_unknown": _later("This site does not know the state %(name)s."),
    "code_nonsense": _later("Write the code in small letters, digits and hyphens."),
    "code_taken": _later("The code %(code)s is taken. Choose another."),
    "slug_nonsense": _later("Write the short name in small letters, digits and hyphens."),
    "slug_taken": _later("The short name %(slug)s is taken. Choose another."),
    "email_taken": _later("Somebody else has this address. Look for them by it."),
    "suppressed_already": _later("This address gets no mail from us already."),
    "not_suppressed": _later("This address is not on the list by now."),
    "band_changed": _later(
        "In this browser another age was chosen less than a day ago. We cannot change it today. "
        "You can print your letter, or ask an adult to help you tomorrow."
    ),
}


def sentence(refused: Refused) -> str:
    """Return the sentence for a refusal in the reader's language."""
    values = dict(refused.values)
    text = str(SENTENCES[refused.key])
    return text % values if values else text


def stale() -> str:
    """Return what stands on top of a page that came back because it was open for too long."""
    return _("This page was open for a long time. Please press the button once more.")
