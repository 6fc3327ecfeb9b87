"""The page behind an invitation: a button that lets somebody in."""

from datetime import UTC, datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from campaign import wiring
from campaign.domain.errors import Expired
from campaign.domain.staff import INVITATION, INVITATION_VALID
from campaign.queries.staff import invited_role
from campaign.services.accept_invitation import accept_invitation
from campaign.web.console.access import console_pages
from campaign.web.console.entrance import come_in

pages = console_pages("invitations", __name__)


@pages.get("/invitation/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show the button; a mail scanner that opens the link changes nothing."""
    now = datetime.now(UTC)
    role = invited_role(wiring.edges().signer.digest(INVITATION, token), now=now)
    if role is None:
        return _over()
    return render_template("console/invitation.html", token=token, role=role)


@pages.post("/invitation/<token>")
def accept(token: str) -> ResponseReturnValue:
    """Let somebody in who was invited."""
    try:
        member_id = accept_invitation(token, signer=wiring.edges().signer, now=datetime.now(UTC))
    except Expired:
        return _over()
    return come_in(member_id) or _over()


def _over() -> ResponseReturnValue:
    return render_template("console/invitation_over.html", days=INVITATION_VALID.days), 410
