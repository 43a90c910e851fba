"""A headless Chromium, the service it looks at, and a Celery worker in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from playwright.sync_api import sync_playwright

from governance.celery import app
from governance.scans.sending import RUN_SCAN
from tests.git_server import GitServer
from tests.governance.conftest import maintainer, service, team  # noqa: F401 - the cast appears here too

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page
    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

    from governance.accounts.models import User

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PASSWORD = "correct horse battery"
READY_SECONDS = 300


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    # Playwright keeps an event loop running in the thread of the tests, where Django then refuses to use the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page that fails its test when the browser complains: an error, a blocked resource, a broken policy."""
    context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def sign_in(page: Page) -> Callable[[User], None]:
    """Sign somebody in through the form."""

    def sign_in(user: User) -> None:
        user.set_password(PASSWORD)
        user.save()
        page.goto("/sign-in")
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")

    return sign_in


@pytest.fixture
def git_server(tmp_path: Path, settings: Settings) -> Iterator[GitServer]:
    """Serves the bare repositories below `tmp_path`/served, and may be fetched from."""
    settings.REPOSITORY_SCHEMES = ["http"]
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    (tmp_path / "served").mkdir()
    with GitServer(tmp_path / "served") as server:
        yield server


@pytest.fixture
def worker(live_server: LiveServer, tmp_path: Path) -> Iterator[None]:
    """A Celery worker on this test's own database and queue: other tests run beside it."""
    queue = connection.settings_dict["NAME"]
    routes = app.conf.task_routes
    _route({**(routes or {}), RUN_SCAN: {"queue": queue}})
    log = tmp_path / "worker.log"
    command = [sys.executable, "-m", "celery", "--app", "governance", "worker", "--queues", queue, "--concurrency", "1"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, *quiet],
            env=os.environ | _environment(tmp_path),
            cwd=django_settings.BASE_DIR,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_until_ready(process, log)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)
        _route(routes)


def _route(routes: Any) -> None:
    """Let messages go by `routes`; a message that an earlier test sent has made a router of the old ones."""
    app.conf.task_routes = routes
    app.amqp.flush_routes()
    app.amqp.router = app.amqp.Router()  # type: ignore[misc] # the stubs lack its setter


def _environment(directory: Path) -> dict[str, str]:
    database = connection.settings_dict
    host = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else f"/{database['HOST']}"
    account = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
    return {
        "DATABASE_URL": f"postgres://{account}@{host}/{database['NAME']}",
        "REDIS_URL": django_settings.REDIS_URL,
        "DATA_DIR": str(directory / "data"),
        "CELERY_SKIP_CHECKS": "true",  # as in service, where they have been run before
        "REPOSITORY_SCHEMES": "http",
        "REPOSITORY_PRIVATE_NETWORKS": "127.0.0.0/8",
    }


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while " ready." not in log.read_text(encoding="utf-8"):
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"the worker did not start:\n{log.read_text(encoding='utf-8')}")
        time.sleep(0.1)
