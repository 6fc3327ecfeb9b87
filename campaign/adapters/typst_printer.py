"""Paper, set by typst: tagged PDF, and every text goes in as data."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Literal, TypeAlias

import typst

from campaign.domain.paper import PaperBrief, PaperLetter, PaperPacket, PaperPoster, PaperSheets

Paper: TypeAlias = PaperLetter | PaperPacket | PaperBrief | PaperPoster | PaperSheets


class TypstPrinter:
    """Sets paper with the templates of one folder; fonts are typst's own, then the machine's."""

    def __init__(self, templates: Path) -> None:
        self._templates = templates

    def letter(self, paper: PaperLetter) -> bytes:
        """Return a tagged PDF of one letter."""
        return self._print("letter.typ", paper)

    def sheets(self, paper: PaperSheets) -> bytes:
        """Return a tagged PDF of letters to finish by hand, each on a page of its own."""
        return self._print("sheets.typ", paper)

    def packet(self, paper: PaperPacket) -> bytes:
        """Return a tagged PDF of a cover sheet and all the letters, each on a page of its own."""
        return self._print("packet.typ", paper)

    def brief(self, paper: PaperBrief) -> bytes:
        """Return a tagged PDF of a memo; the largest type that fits keeps it on one page."""
        return self._print("brief.typ", paper)

    def poster(self, paper: PaperPoster) -> bytes:
        """Return a tagged PDF of a poster, on one page."""
        return self._print("poster.typ", paper)

    def _print(self, template: str, paper: Paper) -> bytes:
        """Return a tagged PDF.

        It is PDF/UA-1 unless a text holds a character that no font at hand can draw: then the
        same PDF without that promise.
        """
        try:
            return self._compile(template, paper, standards="ua-1")
        except typst.TypstError:
            return self._compile(template, paper, standards=None)

    def _compile(
        self,
        template: str,
        paper: Paper,
        *,
        standards: Literal["ua-1"] | None,
    ) -> bytes:
        return typst.compile(
            str(self._templates / template),
            root=str(self._templates),
            format="pdf",
            sys_inputs={"paper": json.dumps(asdict(paper), ensure_ascii=False)},
            pdf_standards=standards,
        )
