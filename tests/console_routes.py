"""Every address of the console, from the code itself, and who may use it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask

from campaign.domain.staff import StaffRole
from campaign.web.console.access import (
    ASKS_FOR_FACTOR,
    BEFORE_SIGN_IN,
    HOW_ONE_SIGNS_IN,
    OF_ONE_SELF,
    ROLES,
)

ARGUMENT = re.compile(r"<(?:(\w+)(?:\((\w+)[^)]*\))?:)?(\w+)>")
"""Its converter, the first thing that it takes where it takes but some, and its name."""

MADE_UP = {"int": "1", "slug": "nowhere"}
NOBODYS_ID = "0" * 32


@dataclass(frozen=True, slots=True)
class Route:
    """One way to ask: a method and an address."""

    method: str
    rule: str
    endpoint: str

    def path(self, known: Mapping[str, str] | None = None) -> str:
        """Return the address with ids that are known, and with made-up ones for the others."""
        ids = known or {}
        return ARGUMENT.sub(
            lambda found: found[2] or ids.get(found[3], MADE_UP.get(found[1], NOBODYS_ID)),
            self.rule,
        )

    @property
    def written(self) -> str:
        """Return the address as papers write it."""
        return ARGUMENT.sub(r"<\3>", self.rule)

    @property
    def is_before_sign_in(self) -> bool:
        """Tell whether nobody needs to be signed in."""
        return self.endpoint in BEFORE_SIGN_IN

    def is_open_to(self, role: StaffRole) -> bool:
        """Tell whether somebody with a role may ask."""
        everybody = self.is_before_sign_in or self.endpoint in OF_ONE_SELF
        return everybody or role in ROLES[self.endpoint]

    @property
    def row(self) -> tuple[str, ...]:
        """Return what docs/access.md says of it."""
        own = self.endpoint in OF_ONE_SELF
        word = "own" if own else "yes"
        return (
            self.method,
            f"`{self.written}`",
            "yes" if self.is_before_sign_in else "",
            *(word if self.is_open_to(role) else "" for role in StaffRole),
            self._second_step,
        )

    @property
    def _second_step(self) -> str:
        if self.endpoint in ASKS_FOR_FACTOR:
            return "required"
        return "if set up" if self.endpoint in HOW_ONE_SIGNS_IN else ""


def console_routes(app: Flask) -> list[Route]:
    """Return every method of every address under /console, in order."""
    return sorted(_routes(app), key=lambda route: (route.written, route.method))


def _routes(app: Flask) -> Iterator[Route]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/console"):
            for method in {"GET", "POST"} & (rule.methods or set()):
                yield Route(method, rule.rule, rule.endpoint)
