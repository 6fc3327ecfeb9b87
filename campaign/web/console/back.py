"""Where somebody stands after a decision: at the next thing in the list that they came from."""

from flask import request, url_for


def back_or(otherwise: str) -> str:
    """Return the place in the list that the form names, or another page where it names none."""
    place, home = request.form.get("back", ""), url_for("console_needs_person.show")
    if place.isprintable() and place.startswith((f"{home}?", f"{home}#")):
        return place
    return otherwise
