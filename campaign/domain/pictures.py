"""The picture that a link shows where it is shared."""

from dataclasses import dataclass

WIDTH, HEIGHT = 1200, 630
"""In pixels: what the large cards of the networks take."""


@dataclass(frozen=True, slots=True)
class SharePicture:
    """What stands on a picture, in one language; `mark` is an SVG, or nothing."""

    locale: str
    kicker: str
    title: str
    mark: str
    brand: str
    host: str
