"""Our own mails, rendered from their folders of templates in the reader's language."""

from pathlib import Path

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from campaign.domain.notices import Notice, RenderedNotice
from campaign.i18n import LOCALES, translations


class NoticeRenderer:
    """Renders `mail/<kind>/{subject.txt,body.txt,body.html}` with explicit translations."""

    def __init__(self, templates: Path) -> None:
        self._environments = {locale: _environment(templates, locale) for locale in LOCALES}

    def render(self, notice: Notice) -> RenderedNotice:
        """Return subject, plain text and HTML of one notice."""
        environment = self._environments[notice.locale]
        subject, text, html = (
            environment.get_template(f"mail/{notice.kind.value}/{part}").render(notice.values)
            for part in ("subject.txt", "body.txt", "body.html")
        )
        return RenderedNotice(
            subject=" ".join(subject.split()),
            text=text.strip() + "\n",
            html=css_inline.inline(html, load_remote_stylesheets=False),
        )


def _environment(templates: Path, locale: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(templates),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    catalog = translations(locale)
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # The extension adds it.
        catalog.gettext, catalog.ngettext, newstyle=True
    )
    environment.globals["locale"] = locale
    return environment
