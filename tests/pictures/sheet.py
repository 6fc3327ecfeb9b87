"""The contact sheet: every picture beside its address, so that one look compares them."""

from collections.abc import Iterable
from pathlib import Path

from jinja2 import Environment

from tests.pictures.camera import Picture

NAME = "index.html"
SHEET = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Pictures of every page</title>
<style>
  body { font: 16px/1.4 system-ui, sans-serif; margin: 1.5rem; background: #ddd }
  h2 { font-size: 1rem; margin: 2rem 0 .5rem }
  div { display: flex; gap: .75rem; align-items: flex-start; overflow-x: auto }
  img { width: auto; height: 24rem; border: 1px solid #888; background: #fff }
</style>
<h1>{{ pictures | length }} pages</h1>
{% for picture in pictures %}
<h2><code>{{ picture.rule }}</code> {{ picture.heading }}</h2>
<div>
  {% for file in picture.files %}
  <a href="{{ file }}"><img loading="lazy" src="{{ file }}" alt="{{ file }}"></a>
  {% endfor %}
</div>
{% endfor %}
</html>
"""


def write_sheet(folder: Path, pictures: Iterable[Picture]) -> Path:
    """Write the contact sheet of a folder; pictures of one address stand together."""
    ordered = sorted(pictures, key=lambda picture: picture.rule)
    page = Environment(autoescape=True).from_string(SHEET).render(pictures=ordered)
    sheet = folder / NAME
    sheet.write_text(page, encoding="utf-8")
    return sheet
