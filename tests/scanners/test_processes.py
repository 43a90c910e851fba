"""Tasks that processes share, or one does where that fails, with the same report in the end."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scanners import load_rules
from tests.scanners.go_source import DIRTY, write
from tests.scanners.test_git_source import git

STALE = """package a

func stale() string {
	buf := pool.Get().(*bytes.Buffer)
	pool.Put(buf) //ironrules:ignore IR206 not about this
	return buf.String()
}
"""
FINISHED = """package finished

import "sync"

var lines = sync.Pool{New: func() any { return new([64]byte) }}

type Writer struct{ Line *[64]byte }

func New() *Writer { return &Writer{lines.Get().(*[64]byte)} }

func (w *Writer) Finish() { lines.Put(w.Line) }
"""
FINISHING = """package finishing

import (
	"sync"

	"example.com/m/finished"
)

var others = sync.Pool{New: func() any { return new([64]byte) }}

func f() byte {
	w := finished.New()
	w.Finish()
	return w.Line[0]
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


def compared(directory: Path, files: dict[str, str]) -> list[str]:
    """How often a scan with two processes forked, and the codes that it found as one with one process did."""
    write(directory, files)
    git(directory, "init", "--quiet")
    git(directory, "add", ".")
    git(directory, "commit", "--quiet", "-m", "pools")
    return run(COMPARED, str(directory)).split()


def test_tasks_are_shared_by_processes_and_their_results_keep_the_order() -> None:
    program = """
import multiprocessing, os
from functools import partial
from scanners.processes import shared
both = multiprocessing.get_context("fork").Barrier(2, timeout=60)
met = []
def work(number):
    met or met.append(both.wait())  # at the first task of each process, for one that starts late gets none
    return number, os.getpid()
results = shared([partial(work, number) for number in range(8)], 2)
print([number for number, _ in results] == list(range(8)), len({process for _, process in results}))
"""
    assert run(program) == "True 2"


def test_what_a_process_leaves_undone_is_done_here() -> None:
    program = """
import os, signal, time
from scanners.processes import shared
parent = os.getpid()
def work():
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return "done"
print(*shared([work] * 4, 2))
"""
    assert run(program) == "done done done done"


def test_tasks_beside_other_threads_are_done_here() -> None:
    program = """
import os, threading
from scanners.processes import shared
end = threading.Event()
threading.Thread(target=end.wait).start()
print(set(shared([os.getpid] * 4, 2)) == {os.getpid()})
end.set()
"""
    assert run(program) == "True"


def test_two_processes_write_the_report_of_one(tmp_path: Path) -> None:
    stale = DIRTY + STALE.removeprefix("package a\n")
    files = {f"{name}/{name}.go": stale.replace("package a", f"package {name}") for name in "abcdefghijkl"}
    forks, *codes = compared(tmp_path, files)
    assert forks == "1"
    assert {"IR002", "IR201", "IR204", "IR302"} <= set(codes)


def test_a_process_learns_what_functions_of_other_shares_put_back(tmp_path: Path) -> None:
    idle = 'package {0}\n\nimport "sync"\n\nvar {0} = sync.Pool{{New: func() any {{ return new([8]byte) }}}}\n'
    files = {f"{name}/{name}.go": idle.format(name) for name in "abcdefghijkl"}
    files |= {"go.mod": "module example.com/m\n", "finished/w.go": FINISHED, "finishing/f.go": FINISHING}
    _, *codes = compared(tmp_path, files)
    assert "IR204" in codes


def test_two_processes_write_the_report_of_one_on_the_examples_of_all_rules(tmp_path: Path) -> None:
    files = {f"{folder.rule.name.replace('-', '')}/bad.go": folder.bad for folder in load_rules()}
    forks, *codes = compared(tmp_path, files)
    assert forks == "1"
    assert {folder.rule.code for folder in load_rules()} <= set(codes)
