"""Scans of the service, without a broker: messages that would be sent are collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from governance.scans import actions
from governance.scans.models import Scan, Trigger

if TYPE_CHECKING:
    from collections.abc import Callable

    from governance.registry.models import Service


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ids of the scans for which a message was sent."""
    messages: list[int] = []
    monkeypatch.setattr("governance.scans.sending.enqueue", lambda scan_id, **_options: messages.append(scan_id))
    return messages


@pytest.fixture
def request_scan(service: Service, sent: list[int]) -> Callable[..., Scan]:
    """Request a scan of the service; a branch, a commit or another service may be given."""

    def request(**options: Any) -> Scan:
        wanted: dict[str, Any] = {"service": service, "trigger": Trigger.PERSON} | options
        return actions.request_scan(**wanted)

    return request
