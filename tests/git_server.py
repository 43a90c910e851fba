"""A real Git server for tests: `git http-backend` behind a small threaded web server on 127.0.0.1.

    with GitServer(directory) as server:
        probe(server.url("service.git"))

Serves every bare repository below a directory. It can ask for a user and password, speak TLS under a certificate of its
own, redirect, answer with something that is no Git server, and hold an answer in the middle until it is let go.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import ipaddress
import os
import ssl
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    import io
    from types import TracebackType


@dataclass(frozen=True)
class Answer:
    """What the server says for a path instead of asking git."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    """What a client asked for."""

    method: str
    path: str
    host: str
    authorization: str


class Hold:
    """Stops answers that carry a pack after some bytes; `reached` is set when one is held, `release` lets it go on."""

    def __init__(self, after_bytes: int) -> None:
        self.after_bytes = after_bytes
        self.reached = threading.Event()
        self.release = threading.Event()


class GitServer:
    """The server; use it as a context manager, and `url(name)` inside."""

    def __init__(
        self,
        root: Path,
        *,
        username: str = "",
        password: str = "",
        answers: dict[str, Answer] | None = None,
        hold: Hold | None = None,
        certificate: Path | None = None,
    ) -> None:
        self.root = root
        self.expected = f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}" if password else ""
        self.answers = answers or {}  # by path prefix
        self.hold = hold
        self.scheme = "https" if certificate else "http"
        self.requests: list[Request] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.git_server = self
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        """The port, chosen by the system."""
        return int(self._server.server_address[1])

    def url(self, name: str, host: str = "127.0.0.1") -> str:
        """Return the address of a repository; `host` may be any name that the test's resolver leads here."""
        return f"{self.scheme}://{host}:{self.port}/{name}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.hold:
            self.hold.release.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # server_close waits for them, so that nothing outlives the test
    git_server: GitServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that are killed in the middle are what the tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def finish(self) -> None:
        """Say goodbye as TLS wants it: without, GnuTLS takes the end of an answer for an attack."""
        super().finish()
        if isinstance(self.connection, ssl.SSLSocket):
            with suppress(OSError):
                self.connection.unwrap()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep the output of tests clean; `requests` is the record."""

    def _answer(self) -> None:
        ours = self.server.git_server
        sent = self.headers.get("Authorization", "")
        ours.requests.append(Request(self.command, self.path, self.headers.get("Host", ""), sent))
        for prefix, answer in ours.answers.items():
            if self.path.startswith(prefix):
                self._send(answer)
                return
        if ours.expected and sent != ours.expected:
            self._send(Answer(401, headers={"WWW-Authenticate": 'Basic realm="git"'}))
            return
        self._ask_git()

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def _ask_git(self) -> None:
        """Run `git http-backend` as its manual says a web server runs it (CGI, RFC 3875)."""
        path, _mark, query = self.path.partition("?")
        body = self._body()
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_PROJECT_ROOT": str(self.server.git_server.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REQUEST_METHOD": self.command,
            "PATH_INFO": unquote(path),
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
        }
        with subprocess.Popen(
            ["git", "http-backend"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as backend:
            assert backend.stdin is not None
            output = cast("io.BufferedReader", backend.stdout)
            try:
                backend.stdin.write(body)
                backend.stdin.close()
                self._headers(output)
                self._stream(output)
            finally:
                backend.kill()

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "") == "chunked":
            chunks = []
            while size := int(self.rfile.readline(), 16):
                chunks.append(self.rfile.read(size))
                self.rfile.readline()
            body = b"".join(chunks)
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body

    def _headers(self, output: io.BufferedReader) -> None:
        status, headers = 200, []
        while line := output.readline().decode("latin-1").strip():
            name, _colon, value = line.partition(":")
            if name == "Status":
                status = int(value.split()[0])
            else:
                headers.append((name, value.strip()))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def _stream(self, output: io.BufferedReader) -> None:
        hold = self.server.git_server.hold if self.command == "POST" else None
        sent = 0
        while chunk := output.read1(65536):
            if hold and not hold.release.is_set() and sent + len(chunk) > hold.after_bytes:
                before = max(0, hold.after_bytes - sent)
                self.wfile.write(chunk[:before])
                hold.reached.set()
                hold.release.wait(60)
                self.wfile.write(chunk[before:])
            else:
                self.wfile.write(chunk)
            sent += len(chunk)


def write_certificate(directory: Path, name: str = "git.test") -> Path:
    """Write a self-signed certificate for `name` and 127.0.0.1 with its key into one file, and return its path."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = directory / "certificate.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
