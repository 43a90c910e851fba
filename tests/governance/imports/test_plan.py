"""What a file would do: every entry has one step, twice the same file does nothing the second time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.imports.files import Entry
from governance.imports.plan import Registered, Verb, plan

TEAMS = {"messaging", "billing"}
GATEWAY = Registered("gateway", "messaging", "https://git.example.com/messaging/gateway.git", "gateway", "main")


def entry(repository: str, team: str = "messaging", name: str = "", branch: str = "") -> Entry:
    return Entry(1, team, repository, name, branch)


def verbs(*entries: Entry, registered: tuple[Registered, ...] = (GATEWAY,), allowed: set[str] = TEAMS) -> list[str]:
    return [step.verb for step in plan(entries, registered, teams=TEAMS, allowed=allowed)]


def test_what_is_not_registered_is_created_and_what_is_stays() -> None:
    assert verbs(entry("https://git.example.com/a"), entry(GATEWAY.repository)) == ["create", "nothing"]


def test_change_says_what_was_and_what_comes() -> None:
    (step,) = plan([entry(GATEWAY.repository, name="Gateway")], [GATEWAY], teams=TEAMS, allowed=TEAMS)
    assert (step.verb, step.slug, step.changes) == (Verb.CHANGE, "gateway", {"name": ("gateway", "Gateway")})


@pytest.mark.parametrize(
    ("entries", "codes"),
    [
        ([entry("https://h/a", team="nobody")], ["import-team"]),
        ([entry("https://h/a", team="billing")], ["not-allowed"]),
        ([entry("https://h/a"), entry("ssh://git@h/a.git")], ["import-duplicate", "import-duplicate"]),
        ([entry("https://h/x/gateway")], ["service-name-taken"]),
        ([entry("https://h/x/a"), entry("https://h/y/a")], [None, "service-name-taken"]),
        ([entry("https://h/团队", name="推送")], ["service-name"]),
    ],
)
def test_refusal_has_a_stable_code(entries: list[Entry], codes: list[str | None]) -> None:
    steps = plan(entries, [GATEWAY], teams=TEAMS, allowed={"messaging"})
    assert [step.error.code if step.error else None for step in steps] == codes


def test_other_spelling_of_the_address_is_the_same_service() -> None:
    assert verbs(entry("git@Git.Example.com:messaging/gateway")) == ["nothing"]


NAMES = st.sampled_from(["", "alpha", "beta", "推送"])
ENTRIES = st.lists(
    st.builds(
        entry,
        st.sampled_from([f"https://git.example.com/x/{name}" for name in ("a", "b", "a.git")] + [GATEWAY.repository]),
        st.sampled_from(["messaging", "billing", "nobody"]),
        NAMES,
        st.sampled_from(["", "main", "dev"]),
    ),
    max_size=6,
)


@given(ENTRIES)
def test_applying_the_plan_leaves_nothing_to_do(entries: list[Entry]) -> None:
    registered = {GATEWAY.slug: GATEWAY}
    for step in plan(entries, registered.values(), teams=TEAMS, allowed=TEAMS):
        wanted = step.entry
        if step.verb is Verb.CREATE:
            registered[step.slug] = Registered(
                step.slug, wanted.team, wanted.repository, step.name, wanted.branch or "main"
            )
        elif step.verb is Verb.CHANGE:
            there = registered[step.slug]
            registered[step.slug] = Registered(
                there.slug, there.team, there.repository, wanted.name or there.name, wanted.branch or there.branch
            )
    again = plan(entries, registered.values(), teams=TEAMS, allowed=TEAMS)
    assert {step.verb for step in again} <= {Verb.NOTHING, Verb.REFUSE}
