"""What a person wrote back, as plain text without its attachments."""

import re
from email.message import Message
from html.parser import HTMLParser

from campaign.adapters.incoming.parts import decoded, parts_of, sender, text_of
from campaign.domain.mail import clean_header
from campaign.domain.returns import Reply
from campaign.domain.text import clean_block

TEXT_LIMIT = 20_000
_LONGER_IN_NFC = 3
_SUBJECT_LIMIT = 200
_NEW_LINE = {"br", "p", "div", "li", "tr", "blockquote", "h1", "h2", "h3"}
_UNSEEN = {"script", "style", "head", "title"}
_SPACES = re.compile(r"\s+")


def answer_in(mail: Message) -> Reply:
    """Return what stands in a mail: its plain text, or else its HTML without the marks."""
    plain, html, left_out = "", "", 0
    for part in parts_of(mail):
        kind = part.get_content_type()
        attached = part.get_content_disposition() == "attachment" or part.get_filename()
        if part.get_content_maintype() == "multipart":
            continue
        if kind == "text/plain" and not attached and not plain:
            plain = text_of(part)
        elif kind == "text/html" and not attached and not html:
            html = text_of(part)
        else:
            left_out += 1
    text = plain if plain.strip() else _without_marks(html)
    name, address = sender(mail)
    return Reply(
        name=clean_header(name),
        address=address,
        subject=clean_header(decoded(mail, "Subject"), _SUBJECT_LIMIT),
        text=clean_block(text[:TEXT_LIMIT], TEXT_LIMIT * _LONGER_IN_NFC),
        left_out=left_out,
        is_cut=len(text) > TEXT_LIMIT,
    )


def _without_marks(html: str) -> str:
    reader = _Words()
    reader.feed(html[: TEXT_LIMIT * 10])
    return "".join(reader.words)


class _Words(HTMLParser):
    """Keeps what a reader would see of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or something that nobody sees."""
        del attrs
        self._hidden += tag in _UNSEEN
        if tag in _NEW_LINE:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what nobody sees."""
        if tag in _UNSEEN and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        """Keep words."""
        if not self._hidden:
            self.words.append(_SPACES.sub(" ", data))
