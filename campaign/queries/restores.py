"""Looks at whether a backup was restored, as the audit tells."""

from datetime import datetime

from sqlalchemy import select

from campaign.db import db
from campaign.domain.staff import AuditVerb
from campaign.models.staff import AuditEntry


def was_restored_after(moment: datetime) -> bool:
    """Tell whether a restore was said after a moment.

    What stood there before may have gone on in the hours that the backup does not know.
    """
    said = select(AuditEntry.id).where(
        AuditEntry.verb == AuditVerb.DELIVERIES_RESTORED, AuditEntry.at >= moment
    )
    return db.session.scalar(said.limit(1)) is not None
