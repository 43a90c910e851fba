"""`python -m benchmarks.deliveries`: how many calls are taken, how soon they are answered, and that none is lost.

Run it inside `python -m governance.embedded`, after `manage.py migrate`. It makes a team with a hundred services in
that database, starts two web processes, and calls the team's hook: at a rate for a time, and as fast as it can.
Afterwards every call must have a delivery, each with one scan or one reason, and of the pushes to each service only the
newest scan may wait. No worker runs: what is measured is the way to the queue.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import http.client
import json
import queue
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from typing import Final

from benchmarks.service import set_up_django

SERVICES: Final = 100
START_SECONDS: Final = 120
WARM_UP: Final = 40
# Called once for each process; a password of PostgreSQL and the like are inherited.
COMMAND: Final = (sys.executable, "-m", "gunicorn", "governance.wsgi", "--workers", "2", "--no-control-socket")


@dataclass
class Figures:
    """What the callers saw."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int, seconds: float) -> None:
        """Keep an answer."""
        with self.lock:
            self.seconds.append(seconds)
            self.statuses[status] = self.statuses.get(status, 0) + 1

    def line(self, wall: float) -> str:
        """The figures in one line."""
        ordered = sorted(self.seconds)
        p50, p99 = statistics.median(ordered), ordered[int(len(ordered) * 0.99) - 1]
        rate = f"{len(ordered)} calls in {wall:.1f} s, {len(ordered) / wall:.0f} a second"
        return f"{rate}, p50 {p50 * 1e3:.1f} ms, p99 {p99 * 1e3:.1f} ms, {self.statuses}"


def main() -> None:
    """Measure, and fail when a call was lost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rate", type=int, default=200, help="calls a second")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--burst", type=int, default=10_000, help="calls as fast as possible; 0: none")
    parser.add_argument("--callers", type=int, default=16)
    options = parser.parse_args()
    set_up_django()
    team, secret = set_up()
    port = free_port()
    web = subprocess.Popen(
        [*COMMAND, "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port)
        path = f"/hooks/teams/{team}/github"
        total = options.rate * options.seconds
        figures, wall = call(port, path, secret, total, rate=options.rate, callers=options.callers)
        print(f"at {options.rate}/s: {figures.line(wall)}", flush=True)
        if options.burst:
            figures, wall = call(port, path, secret, options.burst, rate=0, callers=options.callers)
            print(f"as fast as it goes: {figures.line(wall)}", flush=True)
        print(accounts(team, total + options.burst), flush=True)
    finally:
        web.terminate()
        web.wait()
    cost = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = (cost.ru_utime + cost.ru_stime) / (total + options.burst + WARM_UP)
    print(f"processor time of the web processes, their start included: {cpu * 1e3:.1f} ms a call", flush=True)


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


def call(port: int, path: str, secret: str, count: int, *, rate: int, callers: int) -> tuple[Figures, float]:
    """Send calls, at a rate or as fast as they are answered; an answer's time counts from when it was due."""
    team = path.split("/")[3]
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    for number in range(count):
        todo.put(number)
    figures = Figures()
    started = time.perf_counter()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while True:
            try:
                number = todo.get_nowait()
            except queue.Empty:
                return
            body = payload(team, number)
            due = started + number / rate if rate else time.perf_counter()
            time.sleep(max(0.0, due - time.perf_counter()))
            connection.request("POST", path, body, headers(secret, body))
            answer = connection.getresponse()
            answer.read()
            figures.note(answer.status, time.perf_counter() - due)

    threads = [threading.Thread(target=work) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return figures, time.perf_counter() - started


def payload(team: str, number: int) -> bytes:
    """A push of a commit of its own, as long as those that forges send."""
    name = f"{team}/s{number % SERVICES}"
    commits = [{"id": f"{number:040x}", "message": "x" * 200, "added": ["a.go"] * 20} for _ in range(20)]
    repository = {"full_name": name, "clone_url": f"https://git.example.com/{name}.git"}
    return json.dumps(
        {"ref": "refs/heads/main", "after": uuid.uuid4().hex + "00000000", "commits": commits, "repository": repository}
    ).encode()


def headers(secret: str, body: bytes) -> dict[str, str]:
    """The headers of GitHub."""
    return {
        "Content-Type": "application/json",
        "X-GitHub-Event": "push",
        "X-GitHub-Delivery": str(uuid.uuid4()),
        "X-Hub-Signature-256": "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest(),
    }


def accounts(team: str, sent: int) -> str:
    """What the database has of the calls; ends the benchmark when one is missing."""
    from django.db.models import Count

    from governance.scans.models import Scan, State
    from governance.webhooks.models import Delivery

    deliveries = Delivery.objects.filter(team__slug=team)
    scans = Scan.objects.filter(service__team__slug=team)
    kept = deliveries.count()
    accepted = deliveries.exclude(scan=None).count()
    waiting = scans.filter(state=State.QUEUED)
    most = max(waiting.values("service").annotate(n=Count("id")).values_list("n", flat=True), default=0)
    newest = sum(scan.id == scan.service.scans.latest("id").id for scan in waiting.select_related("service"))
    if kept != sent or accepted != scans.count() or most > 1 or newest != waiting.count():
        raise SystemExit(
            f"LOST: {sent} sent, {kept} kept, {accepted} accepted, {scans.count()} scans, {most} waiting at once"
        )
    return (
        f"{sent} sent, {kept} kept, {accepted} with a scan of their own, of which {waiting.count()} wait: "
        f"one for each service, the newest"
    )


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
