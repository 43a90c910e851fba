"""A real SSH server for tests, on 127.0.0.1: whoever has the key may run `git-upload-pack` below a directory."""

from __future__ import annotations

import asyncio
import os
import shlex
import threading
from typing import TYPE_CHECKING, Any, Self

import asyncssh

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType


class SSHServer:
    """The server; a context manager. `client_key` opens it, `known_hosts` is what `ssh-keyscan` would print."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.port = 0
        self.users: list[str] = []
        self.commands: list[str] = []
        self._host_key = asyncssh.generate_private_key("ssh-ed25519")
        self._client_key = asyncssh.generate_private_key("ssh-ed25519")
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def client_key(self) -> str:
        """The private key in OpenSSH format."""
        return self._client_key.export_private_key().decode()

    def known_hosts(self, host: str) -> str:
        """Return the line for `host` at the port of this server."""
        return f"[{host}]:{self.port} {self._host_key.export_public_key().decode()}"

    def url(self, name: str, host: str = "127.0.0.1", user: str = "git@") -> str:
        """Return the address of a repository."""
        return f"ssh://{user}{host}:{self.port}/{name}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._acceptor = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port = self._acceptor.get_port()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _listen(self) -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[self._host_key],
            authorized_client_keys=asyncssh.import_authorized_keys(self._client_key.export_public_key().decode()),
            process_factory=self._serve,
            encoding=None,
        )

    async def _close(self) -> None:
        self._acceptor.close()
        await self._acceptor.wait_closed()
        # Connections end a moment after their clients; a task cut off in the middle would be a warning.
        others = asyncio.all_tasks() - {asyncio.current_task()}
        _done, pending = await asyncio.wait(others, timeout=5) if others else (set(), set())
        for task in pending:
            task.cancel()

    async def _serve(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        """Run what git asks for, as a forge's forced command does: one program, one directory."""
        self.users.append(process.get_extra_info("username"))
        self.commands.append(process.command or "")
        program, path = shlex.split(process.command or "")
        child = await asyncio.create_subprocess_exec(
            "git",
            program.removeprefix("git-"),
            str(self.root / path.lstrip("/")),
            env={"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": os.devnull},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        feeding = asyncio.create_task(_copy(process.stdin, child.stdin))
        await asyncio.gather(_copy(child.stdout, process.stdout), _copy(child.stderr, process.stderr))
        feeding.cancel()
        process.exit(await child.wait())


async def _copy(source: Any, sink: Any) -> None:
    """Copy to the end; asyncio's and asyncssh's streams are alike but share no type."""
    while chunk := await source.read(65536):
        sink.write(chunk)
        await sink.drain()
    if isinstance(sink, asyncio.StreamWriter):
        sink.close()
