r"""Scans commits of a real repository in order, saves each scan as the service does, and checks that identities hold.

    python -m governance.embedded python -m benchmarks.history REPOSITORY [--commits 20]

The commits are spread evenly over the first-parent history of HEAD. A finding that ends, begins or comes back should
do so because code changed. So the function around it is looked for in the commit before or after, wherever it stands:
where it is there unchanged (but for white space), the finding is printed. Such a line is either an identity that was
lost, or the finding depends on code elsewhere, as on the declaration of its pool; the line says whether another finding
of the same rule began or ended in the same function, which is the sign of a lost identity.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from django.db import transaction

from benchmarks.database import a_service  # first: it sets Django up
from governance.findings.models import Finding, FindingEvent, Occurrence
from governance.findings.recording import record_findings
from governance.policies.policy import Policy
from governance.registry.models import Service
from governance.scans.analysis import analyse
from governance.scans.models import Scan, State, Trigger

_FUNCTION: Final = re.compile(rb"^func\b.*?(?:^}|\}$)", re.MULTILINE | re.DOTALL)
Kind = FindingEvent.Kind


@dataclass
class Repository:
    """A repository, and the functions of its commits."""

    path: Path
    seen: dict[str, frozenset[bytes]] = field(default_factory=dict)

    def git(self, *arguments: str) -> bytes:
        """What git prints."""
        return subprocess.run(["git", "-C", str(self.path), *arguments], capture_output=True, check=True).stdout

    def commits(self, count: int) -> list[str]:
        """Commits spread evenly over the history of HEAD, oldest first, the last one included."""
        everything = self.git("rev-list", "--first-parent", "--reverse", "HEAD").decode().split()
        step = len(everything) / count
        return [everything[round(step * number) - 1] for number in range(1, count + 1)]

    def functions(self, commit: str) -> frozenset[bytes]:
        """The texts of all functions of a commit, without white space."""
        if commit not in self.seen:
            names = self.git("ls-tree", "-r", "--name-only", "-z", commit).decode(errors="surrogateescape").split("\0")
            texts = (self.file(commit, name) for name in names if name.endswith(".go"))
            self.seen[commit] = frozenset(_bare(each.group()) for text in texts for each in _FUNCTION.finditer(text))
        return self.seen[commit]

    @cache  # noqa: B019 - lives as long as the benchmark
    def file(self, commit: str, path: str) -> bytes:
        """The content of a file."""
        return self.git("show", f"{commit}:{path}")

    def function_around(self, commit: str, path: str, line: int) -> bytes:
        """The text of the function around a line, without white space; of code outside of functions the line itself."""
        text = self.file(commit, path)
        start = sum(map(len, text.splitlines(keepends=True)[: line - 1]))
        for each in _FUNCTION.finditer(text):
            if each.start() <= start < each.end():
                return _bare(each.group())
        return _bare(text.splitlines()[line - 1])

    __hash__ = object.__hash__


def _bare(text: bytes) -> bytes:
    return b"".join(text.split())


@dataclass
class History:
    """What happened to the findings of a repository over some of its commits."""

    repository: Repository
    service: Service
    scans: list[Scan] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def scan(self, commit: str) -> Iterator[str]:
        """Scan and save a commit; a line of figures, and a line for whatever happened without a change of its code."""
        analysis = analyse(
            self.repository.path,
            commit,
            profile="iron",
            on_progress=lambda _progress: None,
            cancelled=threading.Event(),
        )
        scan = Scan.objects.create(
            service=self.service, branch="main", commit=commit, trigger=Trigger.COMMAND, state=State.SAVING
        )
        with transaction.atomic():
            record_findings(scan, analysis.report, {}, Policy())
            Scan.objects.filter(pk=scan.pk).update(state=State.DONE)
        self.scans.append(scan)
        events = FindingEvent.objects.filter(scan=scan).select_related("finding")
        happened = Counter(event.kind for event in events)
        self.counts += happened
        figures = ", ".join(f"{number} {kind}" for kind, number in sorted(happened.items()))
        yield f"{commit[:10]} {len(analysis.report.findings):4} findings: {figures}"
        yield from (
            f"    {problem.path}:{problem.line} {problem.messages['en']}" for problem in analysis.report.problems
        )
        if len(self.scans) > 1:
            for event in events:
                yield from self._without_change(event)

    def _without_change(self, event: FindingEvent) -> Iterator[str]:
        before, now = self.scans[-2:]
        if event.kind == Kind.CHANGED:
            return
        there, other = (before, now) if event.kind == Kind.FIXED else (now, before)
        seen = Occurrence.objects.filter(finding=event.finding, scan_id__lte=there.pk).latest("scan_id")
        text = self.repository.function_around(seen.scan.commit, seen.path, seen.line)
        functions = self.repository.functions(other.commit)
        if text not in functions and not (seen.function == "" and self._has_line(other.commit, text)):
            return
        opposite = FindingEvent.objects.filter(scan=now, finding__code=event.finding.code).exclude(kind=event.kind)
        twins = Occurrence.objects.filter(
            finding__in=opposite.values("finding"), scan__in=[before, now], function=seen.function
        )
        doubled = twins.exclude(function="").exists()
        self.counts["doubled" if doubled else "unchanged function"] += 1
        word = "LOST" if doubled else "same"
        yield f"    {word} {event.kind} {seen.code} {seen.path}:{seen.line} {seen.function} {seen.messages['en'][:90]}"

    def _has_line(self, commit: str, text: bytes) -> bool:
        names = self.repository.git("ls-tree", "-r", "--name-only", commit).decode().split("\n")
        files = (self.repository.file(commit, name) for name in names if name.endswith(".go"))
        return any(text == _bare(line) for content in files for line in content.splitlines())


def main() -> None:
    """Read the command line and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path)
    parser.add_argument("--commits", type=int, default=20)
    arguments = parser.parse_args()
    repository = Repository(arguments.repository)
    with a_service() as service:
        history = History(repository, service)
        for commit in repository.commits(arguments.commits):
            for line in history.scan(commit):
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
        returned = Finding.objects.filter(returned__gt=0).count()
        sys.stdout.write(f"{dict(history.counts)}\n{Finding.objects.count()} findings, {returned} of them came back\n")


if __name__ == "__main__":
    main()
