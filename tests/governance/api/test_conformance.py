"""The API does what its own description says, whatever is sent: schemathesis, as each role.

API_EXAMPLES sets how many calls are made up for each operation and role.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from governance.api.openapi import document
from governance.wsgi import application
from tests.governance.api.conftest import ROLES, a_token, things_about

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pytest_django import Settings

    from governance.accounts.models import User
    from governance.scans.models import Scan

pytestmark = pytest.mark.slow

EXAMPLES: Final = int(os.environ.get("API_EXAMPLES", "3"))
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
MODES: Final = (schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE)


@pytest.fixture
def one_connection(db: None) -> Iterator[None]:
    """Keep the connection of the test open between calls, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_every_answer_is_as_described(settings: Settings, scan: Scan, people: Mapping[str, User], role: str) -> None:
    settings.API_CALLS_A_MINUTE = settings.API_FAILURES_A_MINUTE = 1_000_000
    headers, real = {}, things_about(scan, people=people)
    if role != "nobody":
        real["token_id"] = a_token(people[role])[0].pk
        headers["Authorization"] = f"Bearer {a_token(people[role])[1]}"
    for case, about_what_is_there in calls():
        if about_what_is_there:
            case.path_parameters = {name: real[name] for name in case.path_parameters or {}}
        case.call_and_validate(headers=headers, checks=CHECKS)


@cache
def calls() -> list[tuple[Any, bool]]:
    """Make up calls of each operation, most of them about things that are there.

    Once for all roles: it takes four times as long as to send them, and every role is to be asked the same.
    """
    schema = schemathesis.openapi.from_dict(document())
    schema.app = application
    made_up = []
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        cases = st.one_of(*(found.ok().as_strategy(generation_mode=mode) for mode in MODES))
        made_up += drawn(st.tuples(cases, st.integers(0, 3).map(bool)))
    return made_up


def drawn(calls: st.SearchStrategy[tuple[Any, bool]]) -> list[tuple[Any, bool]]:
    """Draw EXAMPLES different calls."""
    made_up = []

    @given(calls)
    @hypothesis_settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def draw(call: tuple[Any, bool]) -> None:
        made_up.append(call)

    draw()
    return made_up
