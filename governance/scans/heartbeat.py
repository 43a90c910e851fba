"""Says every few seconds that a scan is still being worked on, and hears when it is not ours any more."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from governance.scans import actions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.scans.actions import Claim

log = logging.getLogger(__name__)

TICK_SECONDS: Final = 1.0  # how often progress reaches the page; an update of one row


class Heartbeat:
    """A thread with a database connection of its own, alive for the length of a `with` block.

    `lost` is set when the claim is lost, or when the database was away for so long that it may be.
    """

    def __init__(self, claim: Claim) -> None:
        self.lost = threading.Event()
        self._claim = claim
        self._done = threading.Event()
        self._progress: Mapping[str, object] | None = None
        self._thread = threading.Thread(target=self._run, name=f"heartbeat-{claim.scan_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def progress(self, progress: Mapping[str, object]) -> None:
        """Send `progress` along with the next beat."""
        self._progress = progress

    def check(self) -> None:
        """Raise ClaimLost when the work is to stop."""
        if self.lost.is_set():
            raise actions.ClaimLost

    def _run(self) -> None:
        try:
            self._beat_until_done()
        finally:
            connection.close()

    def _beat_until_done(self) -> None:
        heard = time.monotonic()
        while not self._done.wait(min(TICK_SECONDS, settings.HEARTBEAT_SECONDS)):
            progress, self._progress = self._progress, None
            if progress is None and time.monotonic() - heard < settings.HEARTBEAT_SECONDS:
                continue
            try:
                actions.heartbeat(self._claim, progress)
                heard = time.monotonic()
            except actions.ClaimLost:
                self.lost.set()
                return
            except (OperationalError, InterfaceError) as error:
                log.warning("scan %s: no heartbeat, the database is away: %s", self._claim.scan_id, error)
                connection.close()
                if time.monotonic() - heard > settings.HEARTBEAT_LOST_SECONDS:
                    self.lost.set()
                    return
