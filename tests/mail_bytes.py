"""What the bytes of a mail must be like, whatever people called themselves and whatever they wrote.

Read with the standard library's older parser, which decodes what stands there and mends nothing.
"""

from email import policy
from email.header import decode_header, make_header
from email.parser import BytesParser
from email.utils import parseaddr

from campaign.domain.mail import clean_header

LONGEST_LINE = 998
LETTER_HEADERS = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]
SIGNATURES = {"DKIM-Signature"}
HOSTILE = (
    "=?utf-8?q?Ana=0D=0ABcc:_victim@example.org?=",
    "Ana\r\nBcc: victim@example.org",
    "Ana\nTo: victim@example.org\n\nHello",
    "Ana\rX-Forged: 1",
    'Ana" <victim@example.org>, "',
    "Ana <victim@example.org>",
    "Ana, victim@example.org",
    "victim@example.org",
    "Ana; rm -rf (comment) \\",
    "Bcc: victim@example.org",
    "\u202eanA",
    "Ng Ô\x85\u2028Reyes",
    "教育" * 30,
    "Po " * 40,
    "=?utf-8?b?",
    ".",
    "From here",
    "O'Brien-Núñez",
    "\U0001f469\u200d\U0001f467",
)
"""Names, subjects and lines that would be more than words in a careless program."""


def wrong_with(content: bytes) -> list[str]:
    """Return what no mail may have: bare line ends, long lines, bytes over 127, doubled headers."""
    lines = content.split(b"\r\n")
    names = _parsed(content).keys()
    found = {
        "a bare CR or LF": any(b"\r" in line or b"\n" in line for line in lines),
        f"a line over {LONGEST_LINE}": max(map(len, lines)) > LONGEST_LINE,
        "a byte over 127": not content.isascii(),
        "a NUL": b"\0" in content,
        "a header twice": len({name.lower() for name in names}) != len(names),
    }
    return [words for words, holds in found.items() if holds]


def wrong_with_letter(content: bytes, *, name: str, subject: str, text: str) -> list[str]:
    """Return what is wrong with a letter by this name, under this subject, with this text."""
    mail = _parsed(content)
    headers = [header for header in mail.keys() if header not in SIGNATURES]  # noqa: SIM118  # A mail is no dictionary.
    typed = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    payload = mail.get_payload(decode=True)
    arrived = payload.decode("utf-8") if isinstance(payload, bytes) else ""
    shown = _words(parseaddr(_unfolded(mail["Reply-To"]))[0])
    found = {
        f"headers {headers}": headers != LETTER_HEADERS,
        "another text": arrived.replace("\r\n", "\n") != typed,
        "another subject": _words(_unfolded(mail["Subject"])) != clean_header(subject, 1000),
        "another name": shown != clean_header(name),
    }
    return [*wrong_with(content), *(words for words, holds in found.items() if holds)]


def _unfolded(header: str) -> str:
    return header.replace("\r\n", "")


def _words(header: str) -> str:
    return str(make_header(decode_header(header)))


def _parsed(content: bytes):  # noqa: ANN202  # The parser's own class.
    return BytesParser(policy=policy.compat32).parsebytes(content)
