"""One running site for all the journeys of a worker, and the parents who come to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize

from tests import servers
from tests.browser import PHONE, Inspector
from tests.census_stand_in import CensusStandIn, Mood, census_stand_in
from tests.parents import Parent, Person, Watch
from tests.running_site import RunningSite, kept_here, running_site, surroundings

DESK: ViewportSize = {"width": 1280, "height": 800}
PATIENCE_MILLISECONDS = 30_000
Contexts = Callable[..., BrowserContext]
Parents = Callable[..., Parent]
People = Callable[[], Person]


@pytest.fixture(scope="session")
def census() -> Iterator[CensusStandIn]:
    """The Census Bureau's geocoder, on this machine."""
    with census_stand_in() as stand_in:
        yield stand_in


@pytest.fixture
def geocoder(census: CensusStandIn) -> CensusStandIn:
    """The geocoder in a good mood, having been asked nothing."""
    census.mood, census.matches = Mood.MATCH, None
    census.questions.clear()
    return census


@pytest.fixture(scope="session")
def site(
    census: CensusStandIn,
    shared_folder: Path,
    worker_name: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RunningSite]:
    """The site of `campaign up`: web, worker, clock and mailbox."""
    state = tmp_path_factory.mktemp("site")
    environment = kept_here(state, surroundings(state, GEOCODER=census.address))
    with (
        running_site(state, environment) as site,
        servers.remembered(shared_folder, f"site-{worker_name}", site.pid),
    ):
        yield site


@pytest.fixture(scope="session")
def inspector() -> Inspector:
    """Checks every page of a worker's journeys."""
    return Inspector()


@pytest.fixture
def contexts(browser: Browser, site: RunningSite) -> Iterator[Contexts]:
    """Makes browsers that know nothing; afterwards none has left the machine or complained."""
    watch, opened = Watch(site.address), []

    def make(**options: Any) -> BrowserContext:  # Playwright's many options.
        context = browser.new_context(**{"viewport": PHONE, **options})
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        watch.over(context)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()
    assert watch.strangers == []
    assert watch.complaints == []
    assert site.strangers() == []


@pytest.fixture
def parents(
    contexts: Contexts, site: RunningSite, inspector: Inspector, request: pytest.FixtureRequest
) -> Parents:
    """Makes parents with a phone each, and with an address that no other test uses."""
    address = f"{request.node.originalname.removeprefix('test_')[:60]}@example.org"

    def make(locale: str = "en", **options: object) -> Parent:
        page = contexts(locale=f"{locale}-US", **options).new_page()
        return Parent(page, site, inspector, locale=locale, email=address)

    return make


@pytest.fixture
def people(contexts: Contexts, site: RunningSite, inspector: Inspector) -> People:
    """Makes people at a desk: staff, or somebody who reads mail there."""

    def make() -> Person:
        return Person(contexts(viewport=DESK).new_page(), site, inspector)

    return make
