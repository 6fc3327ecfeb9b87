"""Index names: let everybody be found who came in bulk, past the writer's confirmation."""

from campaign.db import db
from campaign.models.supporters import write_name_words
from campaign.queries.name_words import names_of, without_words

AT_ONCE = 5_000


def index_names() -> int:
    """Write the words of every name that is found by none; return how many people that were.

    It commits after some thousands, so that nobody waits for it.
    """
    indexed, last = 0, ""
    while True:
        found = without_words(after=last, limit=AT_ONCE)
        if found:
            write_name_words(db.session(), names_of(found))
            indexed, last = indexed + len(found), found[-1]
        db.session.commit()
        if len(found) < AT_ONCE:
            return indexed
