"""The codes of links, posters and sheets."""

import re

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def is_code(text: str) -> bool:
    """Tell whether a text can be a source's code: small letters, digits and hyphens."""
    return _CODE.fullmatch(text) is not None
