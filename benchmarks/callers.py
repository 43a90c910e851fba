"""Callers of a hook, in a process of their own so that their processor time can be told from that of the service.

Everything is made and signed before the first call. Run by `benchmarks.deliveries`, which gives the options and reads
the figures, one JSON object: the seconds of each call, how often each status was answered, and the costs.
"""

from __future__ import annotations

import argparse
import hashlib
import hmac
import json
import socket
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field

SERVICES = 100


@dataclass
class Answers:
    """What the callers saw."""

    seconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)


class Caller:
    """A connection that is kept for as long as the server keeps it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def call(self, request: bytes) -> int:
        """Send a request and return the status of the answer."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=60)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += received(self._socket)
        head, _blank, body = answer.partition(b"\r\n\r\n")
        head = head.lower()
        missing = int(head.partition(b"content-length: ")[2].split(b"\r\n")[0]) - len(body)
        while missing > 0:
            missing -= len(received(self._socket))
        if b"connection: close" in head:
            self._socket.close()
            self._socket = None
        return int(head[9:12])


def received(connection: socket.socket) -> bytes:
    """Wait for the next bytes of an answer."""
    got = connection.recv(65536)
    if not got:
        raise SystemExit("the server closed the connection in the middle of an answer")
    return got


def main() -> None:
    """Call, and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--team", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--rate", type=int, required=True, help="calls a second; 0: as fast as they are answered")
    parser.add_argument("--callers", type=int, required=True)
    options = parser.parse_args()
    secret = sys.stdin.readline().strip()
    requests = [request(options.team, secret, number) for number in range(options.count)]
    began = time.process_time()
    answers, wall = call(requests, options.port, rate=options.rate, callers=options.callers)
    costs = {"wall": wall, "cpu": time.process_time() - began}
    json.dump({"seconds": answers.seconds, "statuses": answers.statuses, **costs}, sys.stdout)


def call(requests: list[bytes], port: int, *, rate: int, callers: int) -> tuple[Answers, float]:
    """Send requests, at a rate or as fast as they are answered; an answer's time counts from when it was due."""
    todo = iter(enumerate(requests))
    answers = [Answers() for _ in range(callers)]
    lock = threading.Lock()
    started = time.perf_counter()

    def work(mine: Answers) -> None:
        caller = Caller(port)
        while True:
            with lock:
                number, request = next(todo, (0, b""))
            if not request:
                return
            due = started + number / rate if rate else time.perf_counter()
            time.sleep(max(0.0, due - time.perf_counter()))
            status = caller.call(request)
            mine.seconds.append(time.perf_counter() - due)
            mine.statuses[status] = mine.statuses.get(status, 0) + 1

    threads = [threading.Thread(target=work, args=(mine,)) for mine in answers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall = time.perf_counter() - started
    total = Answers()
    for each in answers:
        total.seconds += each.seconds
        for status, count in each.statuses.items():
            total.statuses[status] = total.statuses.get(status, 0) + count
    return total, wall


def request(team: str, secret: str, number: int) -> bytes:
    """A push of a commit of its own, as long as those that forges send, with the head that GitHub gives it."""
    name = f"{team}/s{number % SERVICES}"
    commits = [{"id": f"{number:040x}", "message": "x" * 200, "added": ["a.go"] * 20} for _ in range(20)]
    repository = {"full_name": name, "clone_url": f"https://git.example.com/{name}.git"}
    commit = uuid.uuid4().hex + "00000000"
    payload = {"ref": "refs/heads/main", "after": commit, "commits": commits, "repository": repository}
    body = json.dumps(payload).encode()
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST /hooks/teams/{team}/github HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"User-Agent: GitHub-Hookshot/1\r\nX-GitHub-Event: push\r\nX-GitHub-Delivery: {uuid.uuid4()}\r\n"
        f"X-Hub-Signature-256: sha256={digest}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


if __name__ == "__main__":
    main()
