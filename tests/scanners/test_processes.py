"""Work in a second process: done beside this one, or here where that fails, with the same report in the end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.scanners.go_source import DIRTY, write
from tests.scanners.test_git_source import git

STALE = """package a

func stale() string {
	buf := pool.Get().(*bytes.Buffer)
	pool.Put(buf) //ironrules:ignore IR206 not about this
	return buf.String()
}
"""
COMPARED = """
import os, sys
from pathlib import Path
from scanners import GitSource, scan

forked = []
os.register_at_fork(after_in_parent=lambda: forked.append(True))
reports = []
for jobs in (1, 2):
    with GitSource(Path(sys.argv[1]), "HEAD") as source:
        reports.append(scan(source, jobs=jobs))
one, two = reports
assert one.findings == two.findings and one.pools == two.pools and one.problems == two.problems
assert one.connections == two.connections
print(len(forked), *sorted({finding.code for finding in two.findings}))
"""


def run(program: str, *arguments: str) -> str:
    """What a program prints that runs in a process without threads, which those of the tests are not."""
    done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_work_is_done_in_another_process() -> None:
    program = "import os; from scanners.processes import Beside; print(Beside(os.getpid).result() != os.getpid())"
    assert run(program) == "True"


def test_work_of_a_process_that_fails_is_done_here() -> None:
    program = """
import os, signal
from scanners.processes import Beside
parent = os.getpid()
def work():
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"
print(Beside(work).result())
"""
    assert run(program) == "done"


def test_work_beside_other_threads_is_done_here() -> None:
    program = """
import os, threading
from scanners.processes import Beside
end = threading.Event()
threading.Thread(target=end.wait).start()
print(Beside(os.getpid).result() == os.getpid())
end.set()
"""
    assert run(program) == "True"


def test_two_processes_write_the_report_of_one(tmp_path: Path) -> None:
    stale = DIRTY + STALE.removeprefix("package a\n")
    files = {f"{name}/{name}.go": stale.replace("package a", f"package {name}") for name in "abcdefghijkl"}
    write(tmp_path, files)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "pools")
    forks, *codes = run(COMPARED, str(tmp_path)).split()
    assert forks == "1"
    assert {"IR002", "IR201", "IR204", "IR302"} <= set(codes)
