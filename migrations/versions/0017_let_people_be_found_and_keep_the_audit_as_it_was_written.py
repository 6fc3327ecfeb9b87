"""Let staff find people among millions, and let nobody change what was written down for good."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

from campaign.db import MayGo
from migrations import append_only, words

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NEW_VERBS = (
    "supporter.opened",
    "letter.opened",
    "supporter.corrected",
    "letters.withdrawn",
    "consent.withdrawn",
    "supporter.copied",
    "supporter.erased",
    "address.looked_up",
    "address.suppressed",
    "suppression.lifted",
    "audit.exported",
)
GUARDED = {
    "audit_entries": MayGo.WHEN_OLD,
    "consents": MayGo.NEVER,
    "delivery_events": MayGo.FREELY,
    "receipts": MayGo.FREELY,
}
AT_ONCE = 5_000
APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc\u02bb")


def upgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    by_bytes = {"collation": "C"} if on_postgresql else {}
    op.create_table(
        "name_words",
        sa.Column("word", sa.String(length=40, **by_bytes), nullable=False),
        sa.Column("supporter_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["supporter_id"],
            ["supporters.id"],
            name=op.f("fk_name_words_supporter_id_supporters"),
        ),
        sa.PrimaryKeyConstraint("word", "supporter_id", name=op.f("pk_name_words")),
    )
    _find_those_who_are_here()
    op.create_index(op.f("ix_name_words_supporter_id"), "name_words", ["supporter_id"])
    if on_postgresql:
        op.execute('ALTER TABLE supporters ALTER COLUMN email TYPE varchar(254) COLLATE "C"')
    op.create_index(
        op.f("ix_supporters_last_contact_at_supporters_id"), "supporters", ["last_contact_at", "id"]
    )
    op.create_index(
        op.f("ix_supporters_zip_supporters_last_contact_at"), "supporters", ["zip", "last_contact_at"]
    )
    op.create_index(op.f("ix_actions_source_id"), "actions", ["source_id"])
    op.create_index(
        op.f("ix_consents_partner_id"),
        "consents",
        ["partner_id"],
        sqlite_where=sa.text("partner_id IS NOT NULL"),
        postgresql_where=sa.text("partner_id IS NOT NULL"),
    )
    for column in ("staff_member_id", "verb", "subject"):
        op.create_index(op.f(f"ix_audit_entries_{column}"), "audit_entries", [column])
    words.allow("audit_entries", "verb", *NEW_VERBS)
    for table, may_go in GUARDED.items():
        append_only.guard(table, may_go)


def downgrade() -> None:
    for table, may_go in GUARDED.items():
        append_only.unguard(table, may_go)
    quoted = ", ".join(f"'{verb}'" for verb in NEW_VERBS)
    op.execute(f"DELETE FROM audit_entries WHERE verb IN ({quoted})")
    words.forbid("audit_entries", "verb", *NEW_VERBS)
    for column in ("staff_member_id", "verb", "subject"):
        op.drop_index(op.f(f"ix_audit_entries_{column}"), table_name="audit_entries")
    op.drop_index(op.f("ix_consents_partner_id"), table_name="consents")
    op.drop_index(op.f("ix_actions_source_id"), table_name="actions")
    op.drop_index(op.f("ix_supporters_zip_supporters_last_contact_at"), table_name="supporters")
    op.drop_index(op.f("ix_supporters_last_contact_at_supporters_id"), table_name="supporters")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
        op.execute('ALTER TABLE supporters ALTER COLUMN email TYPE varchar(254) COLLATE "default"')
    op.drop_table("name_words")


def _find_those_who_are_here() -> None:
    """Write the words of every name at every address, some thousands at once."""
    connection, last = op.get_bind(), ""
    people = sa.text(
        "SELECT id, given_name, family_name FROM supporters"
        " WHERE erased_at IS NULL AND id > :last ORDER BY id LIMIT :limit"
    )
    writers = sa.text(
        "SELECT supporter_id, given_name, family_name FROM actions"
        " WHERE supporter_id > :first AND supporter_id <= :last AND scrubbed_at IS NULL"
    )
    add = sa.text("INSERT INTO name_words (word, supporter_id) VALUES (:word, :supporter_id)")
    while True:
        found = connection.execute(people, {"last": last, "limit": AT_ONCE}).all()
        if not found:
            return
        first, last = last, found[-1].id
        living = {row.id for row in found}
        names = connection.execute(writers, {"first": first, "last": last}).all()
        pairs = {
            (word, owner)
            for owner, given, family in [*found, *names]
            if owner in living
            for word in _words(f"{given} {family}")
        }
        rows = [{"word": word, "supporter_id": owner} for word, owner in sorted(pairs)]
        if rows:
            connection.execute(add, rows)


def _words(name: str) -> set[str]:
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return {word[:40] for word in re.findall(r"[^\W_]+", plain.translate(APOSTROPHES))}
