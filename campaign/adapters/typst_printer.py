"""Letters on paper, set by typst: tagged PDF, and every text goes in as data."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Literal

import typst

from campaign.domain.paper import PaperLetter


class TypstPrinter:
    """Sets a letter with one template; fonts are typst's own, then the machine's."""

    def __init__(self, template: Path) -> None:
        self._template = template.read_bytes()

    def letter(self, paper: PaperLetter) -> bytes:
        """Return a tagged PDF of one letter.

        It is PDF/UA-1 unless the letter holds a character that no font at hand can draw: then
        the same PDF without that promise.
        """
        try:
            return self._compile(paper, standards="ua-1")
        except typst.TypstError:
            return self._compile(paper, standards=None)

    def _compile(self, paper: PaperLetter, *, standards: Literal["ua-1"] | None) -> bytes:
        return typst.compile(
            self._template,
            format="pdf",
            sys_inputs={"letter": json.dumps(asdict(paper), ensure_ascii=False)},
            pdf_standards=standards,
        )
