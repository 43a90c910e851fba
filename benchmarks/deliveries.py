"""`python -m benchmarks.deliveries`: how many calls are taken, how soon they are answered, and that none is lost.

Run it inside `python -m governance.embedded`, after `manage.py migrate`. It makes a team with a hundred services in
that database, starts two web processes and the worker that handles deliveries, and calls the team's hook: at a rate for
a time, then ten thousand times as fast as it is answered. Meanwhile scans are claimed and ended by stand-ins that take
their time and do no Git work.

Afterwards every call must have a delivery with one scan or one reason; at most one scan of a service may wait; and the
scan of each delivery must wait still, or have begun after the delivery came: so it saw that push or a newer one.
"""

from __future__ import annotations

import argparse
import http.client
import json
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from benchmarks import processor_time
from benchmarks.callers import SERVICES
from benchmarks.service import set_up_django

START_SECONDS: Final = 120
HANDLED_SECONDS: Final = 60
WARM_UP: Final = 40
WORKER: Final = ("-m", "celery", "--app", "governance", "worker", "--loglevel", "INFO", "--concurrency", "1")


def main() -> None:
    """Measure, and fail when a call was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rate", type=int, default=200, help="calls a second")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--burst", type=int, default=10_000, help="calls as fast as possible; 0: none")
    parser.add_argument("--callers", type=int, default=16)
    parser.add_argument("--scans", type=int, default=2, help="scans side by side")
    parser.add_argument("--scan-seconds", type=float, default=1.0)
    options = parser.parse_args()
    set_up_django()
    team, secret = set_up()
    with a_service() as parts, stand_ins(options.scans, options.scan_seconds):
        phases = {
            f"{options.rate} a second": (options.rate * options.seconds, options.rate),
            "as fast as it goes": (options.burst, 0),
        }
        sent = 0
        for name, (count, rate) in phases.items():
            if count:
                print(f"{name}:", flush=True)
                measure(parts, team, secret, count, rate=rate, callers=options.callers)
                sent += count
                print(f"  {accounts(team, sent)}", flush=True)


class Parts:
    """The running parts of the service."""

    def __init__(self, port: int, web: int, worker: int) -> None:
        self.port = port
        self._web, self._worker = web, worker

    def seconds(self) -> dict[str, float]:
        """The processor time of each until now."""
        from django.conf import settings

        return {
            "web": processor_time.of_family(self._web),
            "database": processor_time.of_database(),
            "worker": processor_time.of_family(self._worker),
            "redis": processor_time.of_redis(settings.REDIS_URL),
            "stand-ins": time.process_time(),
        }


def _quietly(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def a_service() -> Iterator[Parts]:
    """The web processes, and the worker of the queue in which deliveries are handled."""
    from governance import roles

    port = free_port()
    web = _quietly(roles.web(host="127.0.0.1", port=port))
    worker = _quietly([sys.executable, *WORKER, "--queues", "urgent"])
    try:
        wait_for(port)
        yield Parts(port, web.pid, worker.pid)
    finally:
        for process in (web, worker):
            process.terminate()
        for process in (web, worker):
            process.wait()


@contextmanager
def stand_ins(count: int, seconds: float) -> Iterator[None]:
    """Threads that claim scans and end them as workers do, after `seconds` in which nothing is fetched or analysed."""
    over = threading.Event()

    def work() -> None:
        from django.db import connection

        from governance.scans import actions
        from governance.scans.models import State

        while not over.wait(0.05):
            for scan_id in actions.waiting()[:1]:
                claim = actions.claim(scan_id, worker="stand-in")
                if claim is None:
                    continue
                over.wait(seconds)
                try:
                    for state in (State.ANALYSING, State.SAVING):
                        actions.advance(claim, state, commit=uuid.uuid4().hex)
                    actions.finish(claim)
                except actions.ClaimLost:  # a newer commit was announced
                    continue
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def set_up() -> tuple[str, str]:
    """Make a team of services with a hook, and return its slug and the secret."""
    from governance.accounts.models import Team, User
    from governance.registry.models import Service
    from governance.webhooks.actions import set_up_hook
    from governance.webhooks.models import Forge

    slug = f"bench-{uuid.uuid4().hex[:8]}"
    team = Team.objects.create(slug=slug, name=slug)
    Service.objects.bulk_create(
        Service(
            team=team,
            slug=f"{slug}-{number}",
            name=f"{slug} {number}",
            repository_url=f"https://git.example.com/{slug}/s{number}.git",
            default_branch="main",
        )
        for number in range(SERVICES)
    )
    admin = User.objects.create_superuser(username=slug)
    _hook, secret = set_up_hook(team, forge=Forge.GITHUB, by=admin)
    return slug, secret


def measure(parts: Parts, team: str, secret: str, count: int, *, rate: int, callers: int) -> None:
    """Call, wait until everything is handled, and print what was seen and what it cost."""
    numbers = {"port": parts.port, "count": count, "rate": rate, "callers": callers}
    options = [f"--{name}={value}" for name, value in numbers.items()]
    before = parts.seconds()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.callers", f"--team={team}", *options],
        input=secret,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    late = wait_until_handled(team)
    after = parts.seconds()
    figures = json.loads(done.stdout)
    print(f"  {answers(figures)}", flush=True)
    print(f"  all handled {late:.1f} s after the last answer", flush=True)
    costs = {name: after[name] - before[name] for name in after} | {"callers": figures["cpu"]}
    total = sum(cost for name, cost in costs.items() if name != "callers")
    each = ", ".join(f"{name} {cost * 1e3 / count:.2f}" for name, cost in costs.items())
    print(f"  processor time of a call in ms: {each}; {total * 1e3 / count:.2f} without the callers", flush=True)


def answers(figures: dict[str, Any]) -> str:
    """What the callers saw, in one line; ends the benchmark when a call was not taken."""
    ordered, wall = sorted(figures["seconds"]), figures["wall"]
    if figures["statuses"].keys() != {"202"}:
        raise SystemExit(f"NOT TAKEN: {figures['statuses']}")
    p50, p99 = statistics.median(ordered), ordered[int(len(ordered) * 0.99) - 1]
    rate = f"{len(ordered)} calls in {wall:.1f} s, {len(ordered) / wall:.0f} a second"
    return f"{rate}, all answered 202, p50 {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms"


def wait_until_handled(team: str) -> float:
    """Wait until no delivery is left to handle, and return for how long."""
    from governance.webhooks.models import Delivery, Outcome

    started = time.monotonic()
    while Delivery.objects.filter(team__slug=team, outcome=Outcome.RECEIVED).exists():
        if time.monotonic() - started > HANDLED_SECONDS:
            raise SystemExit("LOST: deliveries are not handled")
        time.sleep(0.1)
    return time.monotonic() - started


def accounts(team: str, sent: int) -> str:
    """What the database has of all calls until now; ends the benchmark when one is missing."""
    from django.db.models import Count, F, Max

    from governance.scans.models import Scan, State
    from governance.webhooks.models import Delivery, Outcome

    deliveries = Delivery.objects.filter(team__slug=team)
    scans = Scan.objects.filter(service__team__slug=team)
    kept = deliveries.count()
    with_scan = deliveries.filter(outcome=Outcome.ACCEPTED).exclude(scan=None).count()
    with_reason = deliveries.filter(outcome=Outcome.IGNORED, scan=None).count()
    if not kept == with_scan + with_reason == sent:
        raise SystemExit(f"LOST: {sent} sent, {kept} kept, {with_scan} with a scan, {with_reason} with a reason")
    unseen = deliveries.filter(scan__fetching_at__lt=F("received_at")).count()
    if unseen:
        raise SystemExit(f"LOST: {unseen} deliveries have a scan that began before they came")
    waiting = scans.filter(state=State.QUEUED).values("service").annotate(n=Count("id")).aggregate(most=Max("n"))
    if (waiting["most"] or 0) > 1:
        raise SystemExit(f"NOT COALESCED: {waiting['most']} scans of one service wait")
    states = dict(scans.values_list("state").annotate(Count("id")).order_by("state"))
    told = ", ".join(f"{count} {state}" for state, count in states.items())
    return f"until now {sent} sent, {with_scan} with a scan, {with_reason} with a reason, none lost; scans: {told}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until the web processes answer, and have answered often enough to have imported everything."""
    deadline = time.monotonic() + START_SECONDS
    answered = 0
    while answered < WARM_UP:
        if time.monotonic() > deadline:
            raise SystemExit("the web processes did not start")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("POST", "/hooks/teams/warm-up/github", b"{}")
            answered += connection.getresponse().status == 404
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()


if __name__ == "__main__":
    main()
