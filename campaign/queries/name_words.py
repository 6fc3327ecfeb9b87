"""The words by which people are found: of each name that is known at an address."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, exists, select

from campaign.db import db
from campaign.domain.people import name_words
from campaign.models.actions import Action
from campaign.models.supporters import NameWord, Supporter


def names_of(supporter_ids: Collection[str] | Select[str]) -> dict[str, set[str]]:
    """Return the words of every name at these addresses: a family shares one."""
    words: dict[str, set[str]] = defaultdict(set)
    people = select(Supporter.id, Supporter.given_name, Supporter.family_name).where(
        Supporter.id.in_(supporter_ids)
    )
    writers = select(Action.supporter_id, Action.given_name, Action.family_name).where(
        Action.supporter_id.in_(supporter_ids), Action.scrubbed_at.is_(None)
    )
    for statement in (people, writers):
        for supporter_id, given, family in db.session.execute(statement):
            words[str(supporter_id)] |= name_words(f"{given} {family}")
    return words


def with_other_names(*conditions: ColumnElement[bool]) -> list[str]:
    """Return whose addresses carry, on some actions, another name than their own."""
    another = (Action.given_name != Supporter.given_name) | (
        Action.family_name != Supporter.family_name
    )
    return list(
        db.session.scalars(
            select(Supporter.id)
            .distinct()
            .join(Action, Action.supporter_id == Supporter.id)
            .where(another, *conditions)
        )
    )


def without_words(*, after: str, limit: int) -> Sequence[str]:
    """Return people who have a name and are found by none, in the order of their ids."""
    return db.session.scalars(
        select(Supporter.id)
        .where(
            Supporter.id > after,
            Supporter.erased_at.is_(None),
            (Supporter.given_name != "") | (Supporter.family_name != ""),
            ~exists().where(NameWord.supporter_id == Supporter.id),
        )
        .order_by(Supporter.id)
        .limit(limit)
    ).all()
