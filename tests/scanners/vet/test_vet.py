"""`ironrules-vet`, run by the real go command and by hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from scanners.vet.unit import Unit
from tests.scanners.go_source import DIRTY, write

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
GO = Path(sysconfig.get_path("purelib")) / "go"
MODULE = {
    "buffers/buffers.go": """package buffers

import (
	"bytes"
	"sync"
)

type Pool struct{ pool sync.Pool }

func New() *Pool {
	return &Pool{pool: sync.Pool{New: func() any { return new(bytes.Buffer) }}}
}

func (p *Pool) Borrow() *bytes.Buffer { return p.pool.Get().(*bytes.Buffer) }

func (p *Pool) GiveBack(b *bytes.Buffer) {
	b.Reset()
	p.pool.Put(b)
}
""",
    "page/page.go": """package page

import "example.com/m/buffers"

func Render(pool *buffers.Pool, text string) int {
	b := pool.Borrow()
	b.WriteString(text)
	pool.GiveBack(b)
	return b.Cap()
}
""",
    "main.go": """package main

import (
	"example.com/m/buffers"
	"example.com/m/page"
)

func main() {
	println(page.Render(buffers.New(), "x"))
}
""",
}


@pytest.fixture(scope="session")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The console script, as an installation writes it."""
    script = tmp_path_factory.mktemp("bin") / "ironrules-vet"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from scanners.vet.__main__ import main\nsys.exit(main())\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    return script


@pytest.fixture(scope="session")
def go_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build cache in which what the go command knows by way of our tool does not outlive the run.

    It begins with what its own cache holds of the standard library, which takes 20 s of processor time to compile.
    """
    go = GO / "bin" / "go"
    subprocess.run([go, "build", "bytes", "fmt", "log", "sync"], check=True, timeout=600)
    own = subprocess.run([go, "env", "GOCACHE"], capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    cache = tmp_path_factory.mktemp("go") / "cache"
    shutil.copytree(own, cache, copy_function=linked)
    return cache


def linked(source: str, target: str) -> None:
    """Link a file, or copy it to another file system; the go command may meanwhile have trimmed it."""
    with suppress(FileNotFoundError):
        try:
            os.link(source, target)
        except OSError:
            shutil.copy2(source, target)


def vet(tool: Path, cache: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [GO / "bin" / "go", "vet", f"-vettool={tool}", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        env={**os.environ, "GOCACHE": str(cache), "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", "GOPROXY": "off"},
    )


@pytest.mark.toolchain
def test_findings_are_printed_as_by_go_vet(tool: Path, go_cache: Path, tmp_path: Path) -> None:
    write(tmp_path, {**MODULE, "a/a.go": DIRTY})
    done = vet(tool, go_cache, tmp_path, "./...")
    assert done.returncode == 1
    assert "a/a.go:14:2: IR201 missing-reset: " in done.stderr
    assert done.stdout == ""


@pytest.mark.toolchain
def test_what_a_wrapper_in_another_package_does_is_known(tool: Path, go_cache: Path, tmp_path: Path) -> None:
    write(tmp_path, MODULE)
    done = vet(tool, go_cache, tmp_path, "-select=IR204", "./...")
    (line,) = [line for line in done.stderr.splitlines() if ": IR" in line]
    assert line.startswith("page/page.go:9:9: IR204 use-after-put: ")


@pytest.mark.toolchain
def test_clean_module_is_silent(tool: Path, go_cache: Path, tmp_path: Path) -> None:
    clean = MODULE["page/page.go"].replace("\treturn b.Cap()", "\treturn len(text)")
    write(tmp_path, {**MODULE, "page/page.go": clean})
    done = vet(tool, go_cache, tmp_path, "./...")
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")


@pytest.mark.toolchain
def test_flags_and_configuration_and_comments_count(tool: Path, go_cache: Path, tmp_path: Path) -> None:
    write(tmp_path, {"a.go": DIRTY.replace("pool.Put(buf)", "pool.Put(buf) //ironrules:ignore IR201 private")})
    assert "IR302" in vet(tool, go_cache, tmp_path, ".").stderr
    assert "包级池" in vet(tool, go_cache, tmp_path, "-lang=zh-hans", ".").stderr
    assert vet(tool, go_cache, tmp_path, "-profile=pragmatic", ".").returncode == 0
    write(tmp_path, {".git/HEAD": "", ".ironrules.toml": "ignore = ['IR208', 'IR302']\n"})
    assert vet(tool, go_cache, tmp_path, ".").returncode == 0


@pytest.mark.toolchain
def test_json_is_that_of_go_vet(tool: Path, go_cache: Path, tmp_path: Path) -> None:
    write(tmp_path, {"a.go": DIRTY})
    done = vet(tool, go_cache, tmp_path, "-json", ".")
    assert done.returncode == 0
    (diagnostics,) = [tools["ironrules"] for tools in json.loads(done.stdout).values()]
    found = {each["category"]: each for each in diagnostics}
    assert found["IR201"]["posn"] == f"{tmp_path}/a.go:14:2"
    assert found["IR201"]["related"]


@pytest.mark.toolchain
def test_part_of_the_standard_library_is_vetted(tool: Path, go_cache: Path) -> None:
    done = vet(tool, go_cache, GO / "src", "fmt", "log")
    lines = done.stderr.splitlines()
    assert any(line.startswith("fmt/print.go:") and "IR302" in line for line in lines)
    assert all(line.partition("/")[0] in {"fmt", "log"} for line in lines if ": IR" in line)


@pytest.mark.toolchain
def test_fault_is_told_in_one_line(tool: Path, go_cache: Path, tmp_path: Path) -> None:
    write(tmp_path, {"a.go": DIRTY, ".git/HEAD": "", ".ironrules.toml": "profil = 1\n"})
    done = vet(tool, go_cache, tmp_path, ".")
    assert done.returncode == 1
    assert "ironrules-vet: " in done.stderr
    assert ".ironrules.toml:1: unknown key `profil`" in done.stderr


def by_hand(tool: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([tool, *arguments], capture_output=True, text=True, check=False, timeout=120)


def unit(root: Path, files: dict[str, str], **changes: Any) -> Path:
    """A unit.cfg as the go command writes it."""
    write(root, files)
    values = {
        "ID": "example.com/m",
        "ImportPath": "example.com/m",
        "Dir": str(root),
        "GoFiles": [str(root / name) for name in files],
        "Module": {"Path": "example.com/m", "Dir": str(root), "Main": True},
        "ImportMap": {"sync": "sync", "bytes": "bytes"},
        "Standard": {"sync": True, "bytes": True},
        "PackageVetx": {},
        "VetxOnly": False,
        "VetxOutput": str(root / "vet.out"),
        "Stdout": "",
        **changes,
    }
    file = root / "vet.cfg"
    file.write_text(json.dumps(values), encoding="utf-8")
    return file


def test_version_is_what_the_go_command_caches_by(tool: Path) -> None:
    line = by_hand(tool, "-V=full").stdout.split()
    assert line[:2] == ["ironrules-vet", "version"]
    assert line[2] != "devel"


def test_flags_are_described(tool: Path) -> None:
    flags = {flag["Name"]: flag["Bool"] for flag in json.loads(by_hand(tool, "-flags").stdout)}
    assert flags == {"json": True, "profile": False, "lang": False, "select": False, "ignore": False, "tests": True}


def test_without_the_go_command_it_says_how_it_is_run(tool: Path) -> None:
    done = by_hand(tool, "./...")
    assert (done.returncode, "go vet -vettool" in done.stderr) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["-profile=iorn", "{cfg}"], "-profile=iorn: it can be iron, pragmatic"),
        (["-lang=fr", "{cfg}"], "-lang=fr: it can be en, zh-hans"),
        (["-select=IR999", "{cfg}"], "no rule is called IR999"),
        (["-colour", "{cfg}"], "unknown flag -colour"),
        (["/nowhere/vet.cfg"], "No such file"),
    ],
)
def test_what_cannot_be_done_is_one_line(tool: Path, tmp_path: Path, arguments: list[str], reason: str) -> None:
    file = unit(tmp_path, {"a.go": DIRTY})
    done = by_hand(tool, *(argument.replace("{cfg}", str(file)) for argument in arguments))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert reason in done.stderr


def test_dependency_is_answered_with_its_facts_alone(tool: Path, tmp_path: Path) -> None:
    done = by_hand(tool, unit(tmp_path, {"a.go": DIRTY}, VetxOnly=True))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    facts = json.loads((tmp_path / "vet.out").read_text(encoding="utf-8"))
    assert facts == {"example.com/m": [["a.go"], False, []]}


def test_package_of_another_module_hands_on_nothing(tool: Path, tmp_path: Path) -> None:
    other = {"Path": "example.com/m", "Dir": str(tmp_path), "Main": False}
    assert by_hand(tool, unit(tmp_path, {"a.go": DIRTY}, VetxOnly=True, Module=other)).returncode == 0
    assert (tmp_path / "vet.out").read_text(encoding="utf-8") == "{}"


def test_names_that_reach_a_pool_are_handed_on(tool: Path, tmp_path: Path) -> None:
    by_hand(tool, unit(tmp_path, {"a.go": DIRTY.replace("pool", "Pool").replace("render", "Render")}))
    facts = json.loads((tmp_path / "vet.out").read_text(encoding="utf-8"))
    assert facts == {"example.com/m": [["a.go"], True, ["Pool"]]}


def test_output_goes_where_the_go_command_reads_it(tool: Path, tmp_path: Path) -> None:
    done = by_hand(tool, "-json", unit(tmp_path, {"a.go": DIRTY}, Stdout=str(tmp_path / "vet.stdout")))
    assert done.stdout == ""
    assert "IR201" in (tmp_path / "vet.stdout").read_text(encoding="utf-8")


FREE_LIST = """var free = make(chan *int, 8)

func take() *int {
	select {
	case x := <-free:
		return x
	default:
		return new(int)
	}
}

func give(x *int) {
	select {
	case free <- x:
	default:
	}
}
"""


@pytest.mark.parametrize(
    ("text", "imports", "matters"),
    [
        ("package a\n\nvar x = 1\n", [], False),
        ('package a\n\nimport "net/http"\n\nvar x http.Header\n', ["net/http"], False),
        ('package a\n\nimport "net/http"\n\nvar x = &http.Transport{}\n', ["net/http"], True),
        ('package a\n\nimport "h/fiber/v2"\n\nvar x = fiber.New()\n', ["github.com/gofiber/fiber/v2"], False),
        ('package a\n\nimport "h/fiber/v2"\n\nfunc f(c *fiber.Ctx) {}\n', ["github.com/gofiber/fiber/v2"], True),
        ('package a\n\nimport "sync"\n\nvar x sync.Pool\n', ["sync"], True),
        ("package a\n\nvar x = 1 //ironrules:ignore IR204 none\n", [], True),
        ("package a\n\n" + FREE_LIST, [], True),
    ],
)
def test_package_matters_by_its_words(tmp_path: Path, text: str, imports: list[str], matters: bool) -> None:
    file = unit(tmp_path, {"a.go": text}, ImportMap={each: each for each in imports})
    assert Unit(json.loads(file.read_text(encoding="utf-8"))).may_matter(tests=False) is matters


def test_package_without_a_trigger_word_is_answered_before_the_parser_is_imported(tmp_path: Path) -> None:
    file = unit(tmp_path, {"a.go": "package a\n\nvar x = 1\n"})
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "scanners.vet", file],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=ROOT,
    )
    assert "scanners.vet.unit" in done.stderr
    assert not {"tree_sitter", "scanners.rule", "argparse", "pathlib", "dataclasses"} & set(done.stderr.split())
