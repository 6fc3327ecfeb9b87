"""Every pair of colours that carries text or a control, computed from the tokens."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static/css/tokens.css"

TEXT, GRAPHIC = 4.5, 3.0

PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "surface", TEXT),
    ("ink-soft", "paper", TEXT),
    ("ink-soft", "surface", TEXT),
    ("ink-soft", "grape-wash", TEXT),
    ("link", "paper", TEXT),
    ("link", "surface", TEXT),
    ("link", "grape-wash", TEXT),
    ("poppy-ink", "poppy", TEXT),
    ("poppy-text", "paper", TEXT),
    ("poppy-text", "surface", TEXT),
    ("poppy-text", "grape-wash", TEXT),
    ("grape-ink", "grape", TEXT),
    ("grape", "paper", GRAPHIC),
    ("grape", "grape-wash", GRAPHIC),
    ("ink", "grape-wash", TEXT),
    ("agave", "paper", TEXT),
    ("agave", "agave-wash", TEXT),
    ("agave-ink", "agave", TEXT),
    ("ink", "agave-wash", TEXT),
    ("marigold-ink", "marigold", TEXT),
    ("danger", "paper", TEXT),
    ("danger", "danger-wash", TEXT),
    ("danger", "surface", TEXT),
    ("ink", "danger-wash", TEXT),
    ("line", "paper", GRAPHIC),
    ("line", "surface", GRAPHIC),
    ("focus-ink", "focus", GRAPHIC),
    ("hero-ink", "hero", TEXT),
    ("hero-ink", "hero-ray", TEXT),
    ("hero-cta-ink", "hero-cta", TEXT),
    ("hero-cta", "hero", GRAPHIC),
]


def themes() -> dict[str, dict[str, str]]:
    """Return each theme's colours by token; the dark ones lie over the light ones."""
    css = TOKENS.read_text()
    light = colours(block(css, ":root{"))
    by_system = colours(block(css, ":root:not([data-theme=light]){"))
    by_choice = colours(block(css, ":root[data-theme=dark]{"))
    return {
        "light": light,
        "dark by the system": light | by_system,
        "dark by choice": light | by_choice,
    }


def block(css: str, opening: str) -> str:
    """Return what stands between a rule's braces."""
    start = css.index(opening) + len(opening)
    return css[start : css.index("}", start)]


def colours(rules: str) -> dict[str, str]:
    """Return the hex colours of a rule by token."""
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", rules))


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2.2 defines it."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", themes())
@pytest.mark.parametrize(("front", "back", "needed"), PAIRS)
def test_a_pair_can_be_read_in_each_theme(theme: str, front: str, back: str, needed: float) -> None:
    tokens = themes()[theme]

    assert contrast(tokens[front], tokens[back]) >= needed


def test_the_chosen_dark_theme_is_the_systems_dark_theme() -> None:
    both = themes()

    assert both["dark by choice"] == both["dark by the system"]


def test_white_is_refused_on_poppy() -> None:
    assert contrast("#ffffff", themes()["light"]["poppy"]) < TEXT
