"""The command line, run as users run it: exit status, formats, languages, base."""

from __future__ import annotations

import gc
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped] # publishes no types

from scanners.__main__ import main
from scanners.report.terminal import columns
from tests.scanners.go_source import DIRTY, write

SCHEMA = Path(__file__).parents[2] / "scanners" / "report" / "schema.json"
CLEAN = DIRTY.replace("\tpool.Put", "\tbuf.Reset()\n\tpool.Put")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line in this process: to start one takes longer than most of these scans."""
    output, errors = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    thresholds = gc.get_threshold()
    try:
        with redirect_stdout(output), redirect_stderr(errors):
            status = main([str(argument) for argument in arguments])
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        gc.set_threshold(*thresholds)
    told = [stream.buffer.getvalue().decode() for stream in (output, errors) if isinstance(stream.buffer, io.BytesIO)]
    return subprocess.CompletedProcess(arguments, status, *told)


def started(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command line as users do."""
    return subprocess.run(
        [sys.executable, "-m", "scanners", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def report(*arguments: str | Path) -> dict[str, Any]:
    done = run("scan", *arguments, "--format", "json")
    assert done.returncode in {0, 1}, done.stderr
    loaded: dict[str, Any] = json.loads(done.stdout)
    return loaded


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    return write(tmp_path / "service", {"a.go": DIRTY})


def commit(repository: Path, files: dict[str, str]) -> str:
    write(repository, files)
    git = ["git", "-C", str(repository), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "init", "-q", str(repository)], check=True)
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-qm", "x"], check=True)
    return subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()


def test_violation_exits_with_1(dirty: Path) -> None:
    assert run("scan", dirty).returncode == 1


def test_process_of_its_own_says_the_same(dirty: Path) -> None:
    for option in (["--progress"], ["--select", "IR999"]):
        arguments = ["scan", str(dirty), *option]
        one, other = run(*arguments, "--lang", "en"), started(*arguments, "--lang", "en")
        assert (one.returncode, one.stderr) == (other.returncode, other.stderr)
        assert [line for line in one.stdout.splitlines() if "IR" in line] == [
            line for line in other.stdout.splitlines() if "IR" in line
        ]  # a line at the end says how long it took


def test_no_violation_exits_with_0(tmp_path: Path) -> None:
    assert run("scan", write(tmp_path, {"a.go": CLEAN}), "--select", "IR201").returncode == 0


def test_advisories_alone_exit_with_0(dirty: Path) -> None:
    done = run("scan", dirty, "--select", "IR302", "--profile", "pragmatic")
    assert done.returncode == 0
    assert "(advisory)" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["scan", "/nowhere"], "does not exist"),
        (["scan", "{dirty}", "--commit", "HEAD"], "is no Git repository"),
        (["scan", "{dirty}", "--base", "HEAD"], "is no Git repository"),
        (["scan", "{dirty}/a.go", "--base", "HEAD"], "--base needs the directory"),
        (["scan", "{dirty}", "--rules", "/nowhere"], "is no directory"),
        (["scan", "{dirty}", "--config", "/nowhere"], "No such file"),
        (["scan", "{dirty}", "--select", "IR999"], "no rule is called IR999"),
        (["scan", "{dirty}", "--profile", "iorn"], "invalid choice"),
        (["scan", "{dirty}", "--output", "/nowhere/x"], "No such file or directory"),
        (["scan"], "required"),
        (["explain", "IR999"], "no rule is called IR999"),
        (["sacn"], "invalid choice"),
    ],
)
def test_what_cannot_be_done_exits_with_2_and_one_line(dirty: Path, arguments: list[str], reason: str) -> None:
    done = run(*(argument.replace("{dirty}", str(dirty)) for argument in arguments))
    assert done.returncode == 2
    assert reason in done.stderr
    assert done.stderr.count("\n") == 1


def test_base_that_is_not_there_is_named(tmp_path: Path) -> None:
    commit(tmp_path, {"a.go": DIRTY})
    done = run("scan", tmp_path, "--base", "v0.9")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "v0.9" in done.stderr


def test_base_below_the_root_needs_a_module(tmp_path: Path) -> None:
    commit(tmp_path, {"sub/a.go": DIRTY})
    done = run("scan", tmp_path / "sub", "--base", "HEAD")
    assert (done.returncode, "needs the root" in done.stderr) == (2, True)


def test_bare_repository_needs_a_commit(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "--bare", str(tmp_path / "x.git")], check=True)
    done = run("scan", tmp_path / "x.git")
    assert (done.returncode, "--commit" in done.stderr) == (2, True)


def test_json_keeps_its_schema(dirty: Path) -> None:
    write(dirty, {"broken/b.go": 'package b\nimport "sync"\nvar p sync.Pool\nfunc (\n'})
    write(dirty, {"db/d.go": 'package d\nimport "database/sql"\nvar db, _ = sql.Open("a", "b")\n'})
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    found = report(dirty)
    assert found["findings"]
    assert found["problems"]
    assert [made["name"] for made in found["connections"]] == ["sql.Open"]
    Draft202012Validator(schema).validate(found)


def test_message_is_in_the_language_asked_for(dirty: Path) -> None:
    (finding,) = report(dirty, "--select", "IR201", "--lang", "zh-hans")["findings"]
    assert finding["message"] == finding["messages"]["zh-hans"]
    assert "未重置就归还" in finding["message"]


def test_commit_is_read_from_the_repository(tmp_path: Path) -> None:
    old = commit(tmp_path, {"a.go": DIRTY})
    commit(tmp_path, {"a.go": CLEAN})
    found = report(tmp_path, "--commit", old, "--select", "IR201")
    assert (found["commit"], len(found["findings"])) == (old, 1)


def test_the_same_code_is_reported_again_as_it_was(
    dirty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IRONRULES_CACHE", str(tmp_path / "kept"))
    first, second, third = report(dirty), report(dirty), report(dirty, "--no-cache")
    assert [each["stats"].pop("kept") for each in (first, second, third)] == [False, True, False]
    assert all(each["stats"].pop("seconds") for each in (first, second, third))
    assert first == second == third


def test_a_commit_that_leaves_the_code_alone_is_not_analysed_anew(tmp_path: Path) -> None:
    repository, kept = tmp_path / "service", tmp_path / "kept"
    commits = [commit(repository, {"a.go": DIRTY, "README": text}) for text in ("one", "two")]
    reports = [report(repository, "--commit", each, "--cache", kept) for each in commits]
    assert [each["commit"] for each in reports] == commits
    assert [each["stats"]["kept"] for each in reports] == [False, True]
    assert reports[0]["findings"] == reports[1]["findings"] != []


def test_the_text_report_says_that_the_code_was_scanned_before(dirty: Path, tmp_path: Path) -> None:
    said = [" ".join(run("scan", dirty, "--cache", tmp_path / "kept").stdout.split()) for _ in range(2)]
    assert ["the same code was scanned before" in text for text in said] == [False, True]


def test_a_severity_that_is_configured_counts_for_a_kept_report_too(dirty: Path, tmp_path: Path) -> None:
    report(dirty, "--cache", tmp_path / "kept")
    write(dirty, {".ironrules.toml": '[severity]\nIR201 = "low"\n'})
    found = report(dirty, "--cache", tmp_path / "kept")["findings"]
    assert {each["severity"] for each in found if each["code"] == "IR201"} == {"low"}


def test_a_cache_that_cannot_be_written_to_is_told_and_harms_nothing(dirty: Path) -> None:
    done = run("scan", dirty, "--cache", dirty / "a.go" / "kept")
    assert done.returncode == 1
    assert (
        done.stderr == f"ironrules: {dirty}/a.go/kept: the report is not kept: Not a directory; --no-cache keeps none\n"
    )


def test_base_leaves_only_what_is_new(tmp_path: Path) -> None:
    old = commit(tmp_path, {"a.go": DIRTY})
    new = commit(tmp_path, {"moved.go": "// moved\n" + DIRTY, "a.go": "package a\n", "b/b.go": DIRTY})
    found = report(tmp_path, "--commit", new, "--base", old, "--select", "IR201")
    assert [finding["path"] for finding in found["findings"]] == ["b/b.go"]


def test_base_knows_how_often_a_finding_is_there(tmp_path: Path) -> None:
    again = "\tif out == text {\n\t\tpool.Put(buf)\n\t\treturn text\n\t}\n\tpool.Put(buf)\n"
    old = commit(tmp_path, {"a.go": DIRTY})
    new = commit(tmp_path, {"a.go": DIRTY.replace("\tpool.Put(buf)\n", again)})
    assert len(report(tmp_path, "--commit", new, "--base", old, "--select", "IR201")["findings"]) == 1


def test_what_a_comment_suppresses_in_the_base_is_not_known(tmp_path: Path) -> None:
    quiet = DIRTY.replace("pool.Put(buf)", "pool.Put(buf) //ironrules:ignore IR201 private")
    old = commit(tmp_path, {"a.go": quiet})
    new = commit(tmp_path, {"a.go": DIRTY})
    assert len(report(tmp_path, "--commit", new, "--base", old, "--select", "IR201")["findings"]) == 1


def test_base_of_a_module_below_the_root(tmp_path: Path) -> None:
    old = commit(tmp_path, {"service/go.mod": "module example.com/service\n", "service/a/a.go": DIRTY})
    assert report(tmp_path / "service", "--base", old, "--select", "IR201")["findings"] == []


def test_single_file_is_scanned_alone(dirty: Path) -> None:
    assert len(report(dirty / "a.go", "--select", "IR201")["findings"]) == 1


def test_rules_can_be_ignored(dirty: Path) -> None:
    codes = {finding["code"] for finding in report(dirty, "--select", "IR2,IR3", "--ignore", "IR3")["findings"]}
    assert "IR201" in codes
    assert all(code.startswith("IR2") for code in codes)


def test_output_goes_to_the_file(dirty: Path, tmp_path: Path) -> None:
    done = run("scan", dirty, "--output", tmp_path / "report.txt")
    assert done.stdout == ""
    assert "IR201" in (tmp_path / "report.txt").read_text(encoding="utf-8")


def test_progress_is_one_json_object_a_line(dirty: Path) -> None:
    done = run("scan", dirty, "--progress")
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert list(dict.fromkeys(each["stage"] for each in told)) == ["read", "parse", "analyse"]
    assert all(0 <= each["done"] <= each["total"] for each in told)


def test_text_fits_80_columns_and_has_no_escapes_in_a_pipe(dirty: Path) -> None:
    done = run("scan", dirty, "--lang", "en")
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_name_of_a_file_cannot_break_the_lines(tmp_path: Path) -> None:
    done = run("scan", write(tmp_path, {"a\x1b[2J\nx.go": DIRTY}))
    assert "\x1b" not in done.stdout
    assert "a\\x1b[2J\\nx.go" in done.stdout


def test_rules_are_listed_in_both_languages() -> None:
    assert "IR201  missing-reset" in run("rules").stdout
    assert "未重置" in run("rules", "--lang", "zh-hans").stdout
    assert {row["code"] for row in json.loads(run("rules", "--format", "json").stdout)} >= {"IR201", "IR203"}


def test_rule_is_explained_with_its_examples() -> None:
    page = run("explain", "ir201", "--format", "markdown").stdout
    assert page.startswith("# IR201 missing-reset: ")
    assert "```go\npackage" in page or "```go\n//" in page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_explanation_fits_80_columns(language: str) -> None:
    page = run("explain", "IR204", "--lang", language).stdout
    assert page.startswith("IR204 use-after-put: ")
    assert max(map(columns, page.splitlines())) <= 80


def test_rule_pages_are_written_where_asked(tmp_path: Path) -> None:
    assert run("docs", tmp_path).returncode == 0
    assert (tmp_path / "zh-hans" / "IR201.md").is_file()
