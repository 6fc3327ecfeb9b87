"""Pictures for shared links: drawn once, kept in a folder, and drawn anew when a word changes."""

import hashlib
import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path

import typst

from campaign.domain.pictures import SharePicture

TEMPLATE = "share.typ"
DOTS_AN_INCH = 72
"""A dot is a point: the page of the template is as large as the picture."""


class PictureShelf:
    """Draws with a template of typst; the name of a kept file is a hash of all that stands on it.

    A worker that comes second finds the first one's file, or draws the same once more.
    """

    def __init__(self, folder: Path, templates: Path) -> None:
        self._folder = folder
        self._templates = templates

    def name(self, picture: SharePicture) -> str:
        """Return 32 hex digits that only the same picture has."""
        template = (self._templates / TEMPLATE).read_bytes()
        return hashlib.sha256(template + self._text(picture).encode()).hexdigest()[:32]

    def draw(self, picture: SharePicture) -> bytes:
        """Return a picture as PNG."""
        kept = self._folder / f"{self.name(picture)}.png"
        try:
            return kept.read_bytes()
        except FileNotFoundError:
            drawn = self._draw(picture)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(handle, "wb") as file:
            file.write(drawn)
        Path(part).replace(kept)
        return drawn

    def _draw(self, picture: SharePicture) -> bytes:
        return typst.compile(
            str(self._templates / TEMPLATE),
            root=str(self._templates),
            font_paths=[str(self._templates / "fonts")],
            format="png",
            ppi=DOTS_AN_INCH,
            sys_inputs={"paper": self._text(picture)},
        )

    @staticmethod
    def _text(picture: SharePicture) -> str:
        return json.dumps(asdict(picture), ensure_ascii=False, sort_keys=True)
