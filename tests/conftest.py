"""What every test may use."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic, sleep
from types import SimpleNamespace
from unittest import mock

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db.backends.postgresql.base import DatabaseWrapper
from django.test.utils import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from articles import rules
from articles.documents import Vocabulary
from articles.extract.data_files import DATA, read_rows
from articles.extract.vocabulary import load_vocabulary as read_files
from articles.store import vocabulary
from newsarchive import rate_limits
from newsarchive.embedded import cluster as embedded_cluster
from newsarchive.shared_counts import SharedCounts

PROJECT = Path(__file__).resolve().parent.parent
IS_LONG = os.environ.get("NEWSARCHIVE_TEST_LONG") == "1"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

HASTE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

hypothesis_settings.register_profile(
    "short", max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.register_profile(
    "long", max_examples=3_000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("long" if IS_LONG else "short")

TEST_CLUSTER = PROJECT / "var" / "test-postgres"
if settings.DATABASES["default"]["ENGINE"] == "newsarchive.embedded.backend":
    # A cluster of the tests' own: the user's is never touched, not even by a database beside his.
    settings.DATABASES["default"]["CLUSTER"] = str(TEST_CLUSTER)


def pytest_configure() -> None:
    """Run the tests' own cluster without waiting for the disk: no test needs it to outlive a power cut."""
    carefully = embedded_cluster.server_settings
    embedded_cluster.server_settings = lambda folder: (
        carefully(folder) | (HASTE if folder.is_relative_to(TEST_CLUSTER) else {})
    )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove what the processes of a run shared."""
    if not hasattr(session.config, "workerinput") and hasattr(session.config, "_tmp_path_factory"):
        shutil.rmtree(session.config._tmp_path_factory.getbasetemp() / "prepared", ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the long tests out, unless they were asked for."""
    if IS_LONG:
        return
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="long: run by `make test-long`"))


@pytest.fixture
def nobody_has_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests are counted from none, within one minute of the clock however long the test takes."""
    counts = SharedCounts(tmp_path / "rates")
    monkeypatch.setattr(rate_limits, "_counts", lambda: counts)
    monkeypatch.setattr(rate_limits, "time", SimpleNamespace(time=lambda: 1_800_000_030.0))


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Static files under their own names, so that tests need no collectstatic; what is counted, in files of tests."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        RATE_COUNTS=tmp_path_factory.mktemp("rates") / "counts",
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        MIDDLEWARE=[name for name in settings.MIDDLEWARE if not name.startswith("whitenoise")],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        NEWSARCHIVE_SLOW_SEARCH=0,  # a slow test is no slow search
    ):
        yield


@pytest.fixture(scope="session")
def small_vocabulary() -> Vocabulary:
    """The vocabulary of the files with the hand-kept companies alone: a seventh of the rows to load."""
    whole = read_files()
    kept = {row["name"] for row in read_rows(DATA / "companies_curated.csv")}
    return replace(whole, companies=tuple(entry for entry in whole.companies if entry.name in kept))


@pytest.fixture(scope="session", autouse=True)
def _fewer_companies(small_vocabulary: Vocabulary) -> Iterator[mock.Mock]:
    """A new archive of a test begins with the small vocabulary, unless the test asks for `whole_vocabulary`.

    At the end of a test that loaded one, references are checked by plans made anew: by one that a session has kept
    since its tables were all but empty, each of thousands of rows has the whole table read, which takes half a minute.
    """
    check = DatabaseWrapper.check_constraints

    def check_by_new_plans(self: DatabaseWrapper, table_names: Iterable[str] | None = None) -> None:
        if reading.called:
            reading.reset_mock()
            with self.cursor() as cursor:
                cursor.execute("DISCARD PLANS")
        check(self, table_names)

    with (
        mock.patch.object(vocabulary, "read_files", return_value=small_vocabulary) as reading,
        mock.patch.object(DatabaseWrapper, "check_constraints", check_by_new_plans),
    ):
        yield reading


@pytest.fixture(scope="session", autouse=True)
def _rules_of_the_test_alone() -> Iterator[None]:
    """Rules that a process keeps are made of what the test put into the archive, and when they are wanted.

    Else the first test of a process that wants them would have the files' names too; and what makes them in the
    background reads the database while the next test begins.
    """
    with (
        mock.patch.object(rules, "_bring_files_in"),
        mock.patch.object(rules, "_in_background", rules._warming.release),
    ):
        yield


@pytest.fixture
def whole_vocabulary(_fewer_companies: mock.Mock) -> Iterator[None]:
    """A new archive begins with all companies of the files, as outside of tests."""
    small, _fewer_companies.return_value = _fewer_companies.return_value, read_files()
    yield
    _fewer_companies.return_value = small


@pytest.fixture(scope="session")
def is_long() -> bool:
    """Whether the full counts are asked for."""
    return IS_LONG


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder `../shared` beside the checkout: real captures, evaluation sets, designs."""
    folder = PROJECT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the folder ../shared beside the checkout")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one, browser tests fail under CI and are skipped elsewhere."""
    found = os.environ.get("NEWSARCHIVE_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found:
        return found
    message = "browser tests need Chromium: install it, or name it in NEWSARCHIVE_CHROMIUM"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser(chromium, django_db_setup):
    """A headless Chromium, started once for each test process.

    It is closed before the test database goes: what it keeps open to the live server keeps a session there.
    """
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread; Django would take the tests' database access for asynchronous.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def live_server(live_server):
    """The live server. Before the tables are emptied, what a closed tab had asked for is answered to the end."""
    asked = Counter()

    def count(step: int):
        return lambda **_: asked.update(open=step)

    started, finished = count(1), count(-1)
    request_started.connect(started)
    request_finished.connect(finished)
    yield live_server
    quiet = 0
    end = monotonic() + 60
    while quiet < 3 and monotonic() < end:
        sleep(0.01)
        quiet = quiet + 1 if asked["open"] <= 0 else 0
    request_started.disconnect(started)
    request_finished.disconnect(finished)


@pytest.fixture
def page(browser, live_server):
    """A fresh tab on the live server. The test fails where a page asks another host or breaks the content policy."""
    context = browser.new_context(base_url=live_server.url)
    context.set_default_timeout(30_000)
    strangers: list[str] = []
    complaints: list[str] = []
    tab = context.new_page()
    tab.on("request", lambda request: strangers.append(request.url) if is_strange(request.url, live_server) else None)
    tab.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    yield tab
    context.close()
    assert strangers == []
    assert complaints == []


def is_strange(url: str, live_server) -> bool:
    """Whether a request leaves the site."""
    return not url.startswith((live_server.url, "data:", "blob:", "about:"))
