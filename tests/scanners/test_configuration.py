"""`.ironrules.toml`: what it changes, what it may change where somebody else judges, and how it is refused."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from scanners import Profile, Severity, Verdict
from scanners.configuration import BrokenConfiguration, Configuration, parse
from scanners.knowledge.tables import NOTHING
from tests.scanners.go_source import DIRTY, few_rules, write
from tests.scanners.test_command_line import commit, report, run

CODES = {"IR101", "IR102", "IR105", "IR201", "IR302", "CP401"}
DOCUMENT = Path(__file__).parents[2] / "docs" / "configuration.md"
EVERYTHING = """
profile = "pragmatic"
select = ["IR1", "IR201"]
ignore = ["IR102"]
exclude = ["internal/generated/*"]
include = ["tests"]

[severity]
IR201 = "low"

[verdict]
IR302 = "violation"
IR101 = "advisory"

[[resources]]
package = "example.com/link"
kind = "connection"
types = ["Link"]

[[dialers]]
package = "example.com/link"
kind = "connection"
functions = ["Open"]

[[pairs]]
package = "example.com/buffers"
take = ["Borrow"]
give = ["GiveBack"]

[[lent]]
package = "example.com/web"
types = ["*Context"]

[[memory]]
package = "example.com/link"
types = ["Fake"]

[lifecycle]
methods = ["Stop"]

[resets]
methods = ["Blank"]
prefixes = ["blank"]
"""


def read(text: str, *, stricter: bool = False) -> Configuration:
    return parse(text, ".ironrules.toml", CODES, stricter=stricter)


def test_everything_is_understood() -> None:
    found = read(EVERYTHING)
    assert found.profile is Profile.PRAGMATIC
    assert (found.select, found.ignore, found.exclude) == (("IR1", "IR201"), ("IR102",), ("internal/generated/*",))
    assert found.include == {"tests"}
    assert found.severity == {"IR201": Severity.LOW}
    assert found.verdict == {"IR302": Verdict.VIOLATION, "IR101": Verdict.ADVISORY}
    assert {name: sorted(table) for name, table in found.additions.rows.items()} == {
        "resources.toml": ["resources"],
        "dialers.toml": ["dialers"],
        "pool_pairs.toml": ["lent", "pairs"],
        "lifecycle.toml": ["memory", "methods"],
        "reset_names.toml": ["methods", "prefixes"],
    }


def test_stricter_keeps_what_cannot_hide_a_finding() -> None:
    found = read(EVERYTHING, stricter=True)
    assert (found.profile, found.select, found.ignore, found.exclude) == (None, (), (), ())
    assert found.include == {"tests"}
    assert found.verdict == {"IR302": Verdict.VIOLATION}
    assert {name: sorted(table) for name, table in found.additions.rows.items()} == {
        "resources.toml": ["resources"],
        "dialers.toml": ["dialers"],
        "pool_pairs.toml": ["lent", "pairs"],
        "lifecycle.toml": ["methods"],
    }


def test_empty_file_changes_nothing() -> None:
    assert read("") == Configuration()
    assert read("").additions is NOTHING


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("\nprofil = 'iron'", r"\.ironrules\.toml:2: unknown key `profil`; known are .*profile"),
        ("profile = 'iorn'", r":1: `profile` is 'iorn'; it can be iron, pragmatic"),
        ("profile = 1", r":1: `profile` is 1"),
        ("exclude = 'a'", r":1: `exclude` must be a list of strings"),
        ("exclude = [1]", r":1: `exclude` must be a list of strings"),
        ("include = ['docs']", r":1: `include` is 'docs'; it can be tests"),
        ("select = ['IR9']", r":1: no rule is called `IR9`"),
        ("\n[severity]\n# none\nIR999 = 'low'", r":4: no rule is called `IR999`"),
        ("[severity]\nIR201 = 'lowest'", r":2: `IR201` is 'lowest'; it can be critical, high, medium, low"),
        ("[verdict]\nIR201 = 'off'", r":2: `IR201` is 'off'; it can be violation, advisory"),
        ("resources = 1", r":1: `resources` must be a list of tables"),
        ("[[resources]]\nkind = 'connection'\ntypes = ['A']", r":1: \[\[resources\]\] lacks `package`"),
        ("[[resources]]\npackage = 'a'\nkind = 'connection'", r":1: \[\[resources\]\] names nothing"),
        (
            "[[resources]]\npackage = 'a'\nkind = 'file'\ntypes = ['A']\n[[resources]]\npackage = 'b'\nkind = 'spoon'",
            r":7: `kind` is 'spoon'; it can be .*connection",
        ),
        (
            "[[pairs]]\npackage = 'a'\ntake = ['A']\n[[pairs]]\npackage = 'b'\ngiv = ['B']",
            r":6: unknown key `giv`; known are .*give",
        ),
        ("[resets]\nmethod = ['A']", r":2: unknown key `method`; known are methods, prefixes"),
        ("[resets\n", r"\.ironrules\.toml: is no TOML: .*line 1"),
    ],
)
def test_fault_is_named_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(BrokenConfiguration, match=fault):
        read(text)


def test_verdict_is_that_of_both_profiles() -> None:
    rules = {folder.rule.code: dict(folder.rule.verdicts) for folder in read(EVERYTHING).rules(few_rules())}
    assert set(rules["IR101"].values()) == {Verdict.ADVISORY}
    assert set(rules["IR302"].values()) == {Verdict.VIOLATION}
    assert set(rules["IR201"].values()) == {Verdict.VIOLATION}


@pytest.mark.parametrize(
    ("stricter", "configured", "expected"),
    [(False, "low", "low"), (True, "low", "high"), (True, "critical", "critical")],
)
def test_severity_is_only_raised_where_somebody_else_judges(
    tmp_path: Path, stricter: bool, configured: str, expected: str
) -> None:
    write(tmp_path, {"a.go": DIRTY, ".ironrules.toml": f"[severity]\nIR201 = '{configured}'\n"})
    (finding,) = report(tmp_path, "--select", "IR201", *(["--stricter-only"] if stricter else []))["findings"]
    assert finding["severity"] == expected


def test_options_stand_before_the_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.go": DIRTY, ".ironrules.toml": "profile = 'pragmatic'\nselect = ['IR302']\n"})
    assert report(tmp_path)["profile"] == "pragmatic"
    assert report(tmp_path, "--profile", "iron")["profile"] == "iron"
    assert {each["code"] for each in report(tmp_path, "--select", "IR201")["findings"]} == {"IR201"}
    assert {each["code"] for each in report(tmp_path)["findings"]} == {"IR302"}
    assert report(tmp_path, "--no-config")["profile"] == "iron"


def test_repository_can_ask_for_the_stricter_profile(tmp_path: Path) -> None:
    write(tmp_path, {"a.go": DIRTY, ".ironrules.toml": "profile = 'iron'\nexclude = ['*']\n"})
    found = report(tmp_path, "--profile", "pragmatic", "--stricter-only")
    assert (found["profile"], bool(found["findings"])) == ("iron", True)


def test_configuration_is_that_of_the_commit(tmp_path: Path) -> None:
    head = commit(tmp_path, {"a.go": DIRTY, ".ironrules.toml": "exclude = ['a.go']\n"})
    (tmp_path / ".ironrules.toml").write_text("unknown = 1\n", encoding="utf-8")
    assert report(tmp_path, "--commit", head)["findings"] == []
    done = run("scan", tmp_path)
    assert (done.returncode, ".ironrules.toml:1: unknown key `unknown`" in done.stderr) == (2, True)


def test_configuration_above_counts_its_paths_from_where_it_is(tmp_path: Path) -> None:
    commit(
        tmp_path,
        {"service/a.go": DIRTY, "service/b.go": "package a\n", ".ironrules.toml": "exclude = ['service/a*']\n"},
    )
    assert report(tmp_path / "service")["stats"]["files"] == 1
    assert report(tmp_path / "service" / "a.go")["stats"]["files"] == 0


def test_own_resource_is_a_resource(tmp_path: Path) -> None:
    text = """package a

import "sync"

type Link struct{ fd int }

type server struct{ links sync.Pool }

func (s *server) give(l *Link) { s.links.Put(l) }

func (s *server) take() *Link { l, _ := s.links.Get().(*Link); return l }
"""
    assert report(write(tmp_path, {"a.go": text}), "--select", "IR101")["findings"] == []
    ours = "[[resources]]\npackage = 'example.com/m'\nkind = 'connection'\ntypes = ['Link']\n"
    (finding,) = report(write(tmp_path, {".ironrules.toml": ours}), "--select", "IR101")["findings"]
    assert "Link" in finding["message"]


def test_own_reset_is_a_reset(tmp_path: Path) -> None:
    text = DIRTY.replace("\tpool.Put", "\twash.Buffer(buf)\n\tpool.Put").replace(
        '\t"sync"', '\t"sync"\n\n\t"example.com/wash"'
    )
    assert report(write(tmp_path, {"a.go": text}), "--select", "IR201")["findings"] != []
    write(tmp_path, {".ironrules.toml": "[resets]\nmethods = ['Buffer']\n"})
    assert report(tmp_path, "--select", "IR201")["findings"] == []


def test_documented_example_is_understood() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    known = {"profile", "exclude", "include", "severity", "verdict", "resources", "dialers", "pairs", "resets"}
    assert known <= set(tomllib.loads(example))
    codes = {row["code"] for row in json.loads(run("rules", "--format", "json").stdout)}
    assert parse(example, "example", codes) != Configuration()
