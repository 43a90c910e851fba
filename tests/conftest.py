"""What every test shares: the servers that `make test` started, and where Chromium is."""

from __future__ import annotations

import gc
import os
import shutil
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from governance.messages import compile_catalogues
from tests.template_database import copy_from, drop, empty
from trail import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from pytest_django import DjangoDbBlocker

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_configure() -> None:
    """Change the settings that would slow tests down or need files that only a running service has.

    Property-based tests try the same examples at every run, so that a run fails for what it changes, and half as many
    as usual where they do not say how many; HYPOTHESIS_PROFILE=default looks for new ones.
    """
    hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None, max_examples=50)
    hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
    compile_catalogues()
    # Of the environment too: processes that tests start write the trail as well.
    settings.AUDIT_KEY = os.environ["AUDIT_KEY"] = PrivateKey.new().text
    os.environ["IRONRULES_CACHE"] = ""  # tests analyse what they say that they analyse
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.SIGN_IN_FAILURES = 1_000_000  # tests share the counts
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0  # threads of the live server end without closing theirs
    settings.WHITENOISE_AUTOREFRESH = True  # reads static files where they are: none are collected
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests without collecting garbage, which takes a fifth of the time: what is made then stays anyway."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long, so that in the end no worker is alone with one.

    The others stay in their order; a worker runs whole files, because some share what is dear to start.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Begin in English: a request in another language leaves its language behind in the thread."""
    with translation.override("en"):
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip browser tests without a Chromium: from one place, so that the summary has one line for all of them."""
    if item.get_closest_marker("browser") and CHROMIUM is None and not os.environ.get("REQUIRE_BROWSER"):
        pytest.skip("no Chromium on this machine: browser tests are left out (REQUIRE_BROWSER=1 makes that a failure)")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the system's Chromium."""
    if CHROMIUM is None:
        pytest.fail("REQUIRE_BROWSER is set and no chromium, chromium-browser or google-chrome is on the PATH.")
    return CHROMIUM


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
    testrun_uid: str,
    worker_id: str,
) -> Iterator[None]:
    """Ask for a database by name: the default of the settings is not what a test should write into."""
    if not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE")):
        pytest.fail("DATABASE_URL is not set: run `make test`, or python -m governance.embedded pytest.", pytrace=False)
    if worker_id == "master":
        yield  # a single database is migrated itself
        return
    template = f"template_{testrun_uid}"
    with django_db_blocker.unblock():
        copy_from(template)
    yield
    drop(template)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let transactional tests empty the audit trail behind them; the test of that guard puts it back first."""
    connection.ops.sql_flush = empty  # type: ignore[method-assign]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER refuse_truncate")
    yield
    # A database in use cannot be dropped, and a process that a test has killed may not have left it yet.
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()
