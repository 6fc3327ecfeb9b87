"""Which pages have a picture, and which have none for a reason."""

from collections.abc import Collection

from flask import Flask

PUBLIC = "/<any(en, es):locale>"
WITHOUT_PICTURE = {
    f"{PUBLIC}/c/<slug:campaign>/check": "the same screen as at the root",
    f"{PUBLIC}/c/<slug:campaign>/find": "the same screen as at the root",
    f"{PUBLIC}/c/<slug:campaign>/letter": "the same screen as at the root",
    f"{PUBLIC}/c/<slug:campaign>/sign": "the same screen as at the root",
    f"{PUBLIC}/successor/<token>": "asks when a roster changes, which `make roster-day` rehearses",
    f"{PUBLIC}/share/<slug:campaign>/<slug:name>.png": "a picture itself",
    f"{PUBLIC}/receipt/<token>/letter-<int:n>.pdf": "a file",
}


def public_pages(app: Flask) -> set[str]:
    """Return the rules of all pages that stand in a language."""
    return {
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PUBLIC) and "GET" in (rule.methods or ())
    }


def unseen(app: Flask, seen: Collection[str]) -> list[str]:
    """Return the public pages that have neither a picture nor a reason to have none."""
    return sorted(public_pages(app) - set(seen) - WITHOUT_PICTURE.keys())
