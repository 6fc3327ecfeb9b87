"""The list of addresses that get no mail: how many for which reason, and one looked up."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from campaign import wiring
from campaign.domain.errors import Refused
from campaign.queries.suppressions import Standing, counts_by_reason
from campaign.services.suppress import lift, look_up, suppress
from campaign.web.console.access import console_pages
from campaign.web.forms.fields import problems
from campaign.web.forms.person import AddressForm, ListedAddressForm
from campaign.web.sentences import sentence

pages = console_pages("suppressions", __name__)


@pages.get("/suppressions")
def show() -> ResponseReturnValue:
    """Show how many addresses get no mail, and the empty look-up."""
    return _page(ListedAddressForm(formdata=None))


@pages.post("/suppressions")
def search() -> ResponseReturnValue:
    """Look one address up; it stands in no address of ours."""
    form = AddressForm()
    if not form.validate():
        return _page(form, found=problems(form)), HTTPStatus.UNPROCESSABLE_ENTITY
    listed = look_up(
        form.email.data,
        staff_member_id=current_user.id,
        signer=wiring.edges().signer,
        now=datetime.now(UTC),
    )
    asked = ListedAddressForm(formdata=None, email=form.email.data)
    return _page(asked, listed=listed, looked=True)


@pages.post("/suppressions/change")
def change() -> ResponseReturnValue:
    """Put an address on the list, or take it off."""
    form = ListedAddressForm()
    do = lift if request.form.get("wanted") == "go" else suppress
    if not form.validate():
        return _page(form, looked=True, found=problems(form)), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        do(
            form.email.data,
            form.wish(current_user.id),
            signer=wiring.edges().signer,
            now=datetime.now(UTC),
        )
        flash(_("Noted."))
    except Refused as refused:
        flash(sentence(refused), "error")
    return redirect(url_for(".show"), HTTPStatus.SEE_OTHER)


def _page(
    form: AddressForm | ListedAddressForm,
    *,
    listed: Standing | None = None,
    looked: bool = False,
    found: Sequence[tuple[str, str]] = (),
) -> str:
    return render_template(
        "console/suppressions.html",
        form=form,
        listed=listed is not None or request.form.get("wanted") == "go",
        standing=listed,
        looked=looked,
        counts=counts_by_reason(),
        problems=found,
    )
