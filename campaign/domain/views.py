"""Views of the counts that are saved under an id."""

LABEL_LIMIT = 80
QUERY_LIMIT = 400
"""Characters of the filters, as an address carries them."""
