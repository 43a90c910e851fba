"""How soon pages are answered when a company has been at it for a year: two web processes, over HTTP, signed in.

    python -m governance.embedded [--data DIRECTORY] python -m benchmarks.pages [--callers 2] [--only TEXT]

Fills the database with 1,000 services, 100 scans each, 200,000 findings and 2,000 waivers, unless it holds services
already: with `--data` of `governance.embedded` the next run finds them there. Every page is asked for by a superuser,
who sees everything, and by an admin of one of 40 teams; each time about another service, finding or scan. Where others
use the machine the processor time says more than the wall time. Fails when the dashboard, a service, the list of
findings or the gate takes longer than 100 ms (p95).
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from benchmarks.processor_time import of_database, of_family
from benchmarks.service import set_up_django
from governance.server_processes import free_port

if TYPE_CHECKING:
    from governance.accounts.models import User

GOAL_SECONDS: Final = 0.100
START_SECONDS: Final = 60
WARM_UP: Final = 12  # requests of each page that are not counted: enough for both processes to have made it once


@dataclass(frozen=True)
class Sight:
    """What a reader may ask about."""

    services: Sequence[str]
    large: Sequence[str]
    findings: Sequence[int]
    scans: Sequence[int]
    waivers: Sequence[int]
    commits: Sequence[tuple[str, str]]
    team: str


@dataclass(frozen=True)
class Page:
    """A page and the address of one of its kind; a page with `goal` has to keep it."""

    name: str
    address: Callable[[Sight, random.Random], str]
    goal: bool = False


def _gate(sight: Sight, chance: random.Random) -> str:
    slug, commit = chance.choice(sight.commits)
    return f"{slug}/gate?commit={commit}"


PAGES: Final = (
    Page("company", lambda _s, _c: "/", goal=True),
    Page("company, page 3", lambda _s, _c: "/?page=3", goal=True),
    Page("team", lambda s, _c: f"/teams/{s.team}/"),
    Page("service", lambda s, c: f"/services/{c.choice(s.services)}/", goal=True),
    Page("large service", lambda s, c: f"/services/{c.choice(s.large)}/", goal=True),
    Page("service, filtered", lambda s, c: f"/services/{c.choice(s.services)}/?code=IR204&state=fixed", goal=True),
    Page("findings", lambda _s, _c: "/findings/", goal=True),
    Page("findings, filtered", lambda _s, _c: "/findings/?severity=high&code=IR204&due=overdue", goal=True),
    Page("findings, fixed", lambda _s, _c: "/findings/?state=fixed", goal=True),
    Page("findings of a service", lambda s, c: f"/findings/?service={c.choice(s.services)}", goal=True),
    Page("findings, deep", lambda _s, c: f"/findings/?page={c.randint(20, 2000)}", goal=True),
    Page("finding", lambda s, c: f"/findings/{c.choice(s.findings)}/"),
    Page("times to repair", lambda _s, _c: "/findings/times"),
    Page("waivers", lambda _s, _c: "/waivers/"),
    Page("waivers, deep", lambda _s, c: f"/waivers/?page={c.randint(2, 60)}"),
    Page("waiver", lambda s, c: f"/waivers/{c.choice(s.waivers)}/"),
    Page("gate", lambda s, c: f"/services/{_gate(s, c)}", goal=True),
    Page("gate, API", lambda s, c: f"/api/v1/services/{_gate(s, c)}&launch=true", goal=True),
    Page("findings, API", lambda _s, _c: "/api/v1/findings"),
    Page("badge", lambda s, c: f"/badge/{c.choice(s.services)}.svg"),
    Page("scan", lambda s, c: f"/scans/{c.choice(s.scans)}/"),
    Page("policy of the company", lambda _s, _c: "/policy/"),
    Page("policy of a service", lambda s, c: f"/services/{c.choice(s.services)}/policy"),
    Page("reports", lambda _s, _c: "/reports/"),
)


def main() -> None:
    """Fill, measure, and fail when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=40, help="of each page by each reader (default: %(default)s)")
    parser.add_argument("--callers", type=int, default=2, help="as many as web processes, so that none waits, or one")
    parser.add_argument("--only", default="", help="pages whose name has this text (default: all)")
    options = parser.parse_args()
    os.environ |= {
        "STATICFILES_BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",  # nothing was collected
        "API_CALLS_A_MINUTE": "1000000",
    }
    set_up_django()
    from benchmarks.company import SIZES, have_company

    print(have_company(SIZES), flush=True)
    pages = [page for page in PAGES if options.only in page.name]
    missed = []
    with web_processes() as web:
        for title, user in readers().items():
            print(f"\n{title:24} {'p50':>7} {'p95':>7}  CPU: web, PostgreSQL  queries", flush=True)
            sight = sight_of(user)
            for page in pages:
                cost = measure(web, page, user, sight, options)
                verdict = "OVER" if page.goal and cost.p95 > GOAL_SECONDS else ""
                print(f"{page.name:24} {cost.line()} {verdict}", flush=True)
                missed += [f"{page.name} ({title})"] if verdict else []
    if missed:
        raise SystemExit(f"over {GOAL_SECONDS * 1e3:.0f} ms: {', '.join(missed)}")


def readers() -> dict[str, User]:
    """The two who ask."""
    from governance.accounts.models import Role, User
    from governance.findings.models import Finding

    middleware, _made = User.objects.get_or_create(username="middleware", is_superuser=True)
    team = Finding.objects.order_by("pk")[0].service.team_id  # one of those that have any
    admin = User.objects.filter(memberships__team=team, memberships__role=Role.ADMIN).order_by("pk")[0]
    return {"superuser": middleware, "admin of a team": admin}


def sight_of(user: User) -> Sight:
    """Find what there is to ask about."""
    from django.db.models import Count

    from governance.accounts.models import Team
    from governance.findings.models import Finding
    from governance.registry.models import Service
    from governance.scans.models import Scan
    from governance.waivers.models import Waiver

    services = Service.objects.visible_to(user)
    sizes = dict(services.annotate(n=Count("findings")).values_list("slug", "n"))
    scans = Scan.objects.filter(service__in=services)
    return Sight(
        services=sorted(sizes),
        large=sorted(slug for slug, size in sizes.items() if size > 1_000) or [max(sizes, key=sizes.__getitem__)],
        findings=list(_some(Finding.objects.filter(service__in=services))),
        scans=list(_some(scans)),
        waivers=list(_some(Waiver.objects.filter(service__in=services))),
        commits=list(scans.order_by("commit").values_list("service__slug", "commit")[:500]),
        team=Team.objects.visible_to(user)[0].slug,
    )


def _some(rows: Any) -> Sequence[int]:
    """Ids of rows of every age."""
    every = max(1, rows.count() // 500)
    return list(rows.order_by("pk").values_list("pk", flat=True))[::every]


@dataclass(frozen=True)
class Cost:
    """What one page takes: seconds until it was answered, processor time of both sides, and its queries."""

    p50: float
    p95: float
    web: float
    database: float
    queries: int

    def line(self) -> str:
        """The figures, in milliseconds."""
        times = f"{self.p50 * 1e3:7.1f} {self.p95 * 1e3:7.1f}"
        return f"{times}       {self.web * 1e3:6.1f} {self.database * 1e3:10.1f}  {self.queries:7}"


@dataclass(frozen=True)
class Web:
    """The web processes."""

    pid: int
    port: int

    def get(self, address: str, session: str) -> float:
        """Ask for a page, and return the seconds until all of it was there."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        started = time.perf_counter()
        connection.request("GET", address, headers={"Cookie": f"sessionid={session}"})
        answer = connection.getresponse()
        answer.read()
        seconds = time.perf_counter() - started
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"{address}: {answer.status}")
        return seconds


@contextmanager
def web_processes() -> Iterator[Web]:
    """Two of them, until the measuring is done."""
    port = free_port()
    bind = ("--bind", f"127.0.0.1:{port}", "--log-level", "warning")
    command = [sys.executable, "-m", "gunicorn", "governance.wsgi", "--workers", "2", "--no-control-socket", *bind]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        web, deadline = Web(process.pid, port), time.monotonic() + START_SECONDS
        while True:
            try:
                web.get("/healthz", "")
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit("the web processes did not start") from None
                time.sleep(0.2)
        yield web
    finally:
        process.terminate()
        process.wait()


def measure(web: Web, page: Page, user: User, sight: Sight, options: argparse.Namespace) -> Cost:
    """Ask for a page again and again."""
    requests: int = options.requests
    chance = random.Random(page.name)  # noqa: S311 - the same addresses every time
    queries = _queries(page, user, sight, random.Random(page.name))  # noqa: S311 - the same
    session = _session(user)
    addresses = [page.address(sight, chance) for _ in range(requests + WARM_UP)]
    for address in addresses[:WARM_UP]:
        web.get(address, session)
    todo, seconds = iter(addresses[WARM_UP:]), list[float]()

    def call() -> None:
        for address in todo:
            seconds.append(web.get(address, session))

    before = of_family(web.pid), of_database()
    threads = [threading.Thread(target=call) for _ in range(options.callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    after = of_family(web.pid), of_database()
    if len(seconds) != requests:
        raise SystemExit(f"{page.name}: only {len(seconds)} of {requests} were answered")
    p95 = statistics.quantiles(seconds, n=20, method="inclusive")[-1]
    return Cost(
        statistics.median(seconds), p95, (after[0] - before[0]) / requests, (after[1] - before[1]) / requests, queries
    )


def _queries(page: Page, user: User, sight: Sight, chance: random.Random) -> int:
    """The number of statements of one request, counted in this process; the first one may fill caches."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    client.get(page.address(sight, chance))
    with CaptureQueriesContext(connection) as queries:
        client.get(page.address(sight, chance))
    return len(queries)


def _session(user: User) -> str:
    from django.test import Client

    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


if __name__ == "__main__":
    main()
