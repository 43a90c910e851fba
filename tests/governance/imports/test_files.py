"""Reading services.yaml and Backstage catalogues: what is asked for, and what is wrong on which line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.imports.files import FILE_LENGTH, Entry, read

SERVICES = """\
version: 1
team: messaging
services:
  - repository: https://git.example.com/messaging/gateway.git
    name: Gateway
  - repository: git@git.example.com:billing/ledger.git
    team: billing
    branch: release/2
"""
CATALOGUE = """\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: gateway
  title: Push Gateway
  annotations:
    backstage.io/source-location: url:https://git.example.com/messaging/gateway/tree/trunk/
spec:
  type: service
  owner: group:default/messaging
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: design-system
spec:
  type: library
  owner: web
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: messaging
"""


def fault(text: str) -> tuple[int, str]:
    content = read(text)
    assert len(content.faults) == 1, content
    return content.faults[0].line, content.faults[0].error.code


def test_services_have_the_line_and_what_the_file_says() -> None:
    content = read(SERVICES)
    assert content.faults == ()
    assert content.entries == (
        Entry(4, "messaging", "https://git.example.com/messaging/gateway.git", "Gateway"),
        Entry(6, "billing", "git@git.example.com:billing/ledger.git", branch="release/2"),
    )


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "import-shape"),
        ("just words", 1, "import-shape"),
        ("services: 3", 1, "import-shape"),
        ("services: []\nserivces: []", 2, "import-key"),
        ("services:\n  - repository: a\n    team: b\n    branhc: c", 2, "import-key"),
        ("services:\n  - repository: https://git.example.com/a", 2, "import-missing"),
        ("services:\n  - team: messaging", 2, "import-missing"),
        ("services:\n  - gateway", 2, "import-entry"),
        ("services:\n  - {team: a, repository: b, name: 12}", 2, "import-value"),
        ("services:\n  - team: a\n    team: b", 3, "import-yaml"),
        ("services: [", 1, "import-yaml"),
        ("services: []\nversion: 2", 2, "import-version"),
        ("services: !!python/object:os.system {}", 1, "import-shape"),
        ("x" * (FILE_LENGTH + 1), 1, "import-too-long"),
        ("[" * 1_000, 1, "import-yaml"),
    ],
)
def test_fault_names_its_line(text: str, line: int, code: str) -> None:
    assert fault(text) == (line, code)


def test_entry_with_a_fault_does_not_hide_the_others() -> None:
    content = read("team: a\nservices:\n  - repository: one\n  - name: two\n  - repository: three")
    assert [entry.repository for entry in content.entries] == ["one", "three"]
    assert [fault.line for fault in content.faults] == [4]


def test_aliases_are_read_once_however_often_they_are_named() -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))
    assert len(read(f"a0: &a0 x\n{levels}\nservices: []").faults) == 30


def test_service_of_a_catalogue_is_read_and_the_rest_is_skipped() -> None:
    content = read(CATALOGUE)
    assert content.entries == (
        Entry(1, "messaging", "https://git.example.com/messaging/gateway", "Push Gateway", "trunk"),
    )
    assert [component.name for component in content.skipped] == ["design-system", "messaging"]


@pytest.mark.parametrize(
    ("annotation", "repository", "branch"),
    [
        ("backstage.io/source-location: url:https://github.com/a/b/blob/main/x.yaml", "https://github.com/a/b", "main"),
        ("backstage.io/source-location: url:https://gitlab.com/a/b/c/-/tree/dev", "https://gitlab.com/a/b/c", "dev"),
        ("backstage.io/source-location: url:https://bitbucket.org/a/b/src/main/", "https://bitbucket.org/a/b", "main"),
        ("backstage.io/source-location: url:https://git.example.com/a/b", "https://git.example.com/a/b", ""),
        ("github.com/project-slug: a/b", "https://github.com/a/b", ""),
        ("gitlab.com/project-slug: a/b/c", "https://gitlab.com/a/b/c", ""),
    ],
)
def test_source_of_a_component_is_found(annotation: str, repository: str, branch: str) -> None:
    text = CATALOGUE.replace(
        "backstage.io/source-location: url:https://git.example.com/messaging/gateway/tree/trunk/", annotation
    )
    (entry,) = read(text).entries
    assert (entry.repository, entry.branch) == (repository, branch)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  owner: group:default/messaging\n", "", "import-catalogue"),
        ("backstage.io/source-location", "backstage.io/elsewhere", "import-source"),
        ("  name: gateway\n  title: Push Gateway\n", "", "import-catalogue"),
    ],
)
def test_component_that_says_too_little_is_a_fault(old: str, new: str, code: str) -> None:
    assert fault(CATALOGUE.replace(old, new)) == (1, code)


YAML_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["team", "services", "x"]), inner),
    max_leaves=12,
)


@given(st.text(max_size=200) | YAML_VALUES.map(repr) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_any_text_gives_entries_or_faults(text: str) -> None:
    content = read(text)
    assert content.entries or content.faults or "services" in text
