"""How often signing in may fail, for each account and for each address, before whoever tries has to wait.

An attempt is counted before the password is looked at, so of many at once none slips through; one that succeeds is
taken back. While Redis is away nothing is counted and everybody may try: passwords are long and slow to check, and a
service that nobody can sign in to helps no one.
"""

from __future__ import annotations

import hashlib
import logging
import unicodedata
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import ngettext_lazy

from governance.counting import count, forget, take_back

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)

WINDOW_SECONDS: Final = 300
AT_AN_ADDRESS: Final = 5  # times as many as for an account: a company may have one address


class TooManyAttempts(ValidationError):  # noqa: N818 - it says what happened
    """Signing in failed too often; `seconds` until it may be tried again. Forms show it as they show a wrong password.

    The same is said of a name that no account has.
    """

    def __init__(self, seconds: int) -> None:
        words = ngettext_lazy(
            "Signing in failed too often. Wait %(minutes)s minute, then try again.",
            "Signing in failed too often. Wait %(minutes)s minutes, then try again.",
            "minutes",
        )
        super().__init__(words, code="too-many-attempts", params={"minutes": -(-seconds // 60)})
        self.seconds = seconds


class Attempt:
    """One try to sign in, by a name from an address; counted from the beginning."""

    def __init__(self, username: str, address: str) -> None:
        """Count it; raise TooManyAttempts when it is one too many."""
        # Somebody may have entered the password in place of the name, so no name is kept.
        name = hashlib.sha256(unicodedata.normalize("NFKC", username).casefold().encode()).hexdigest()
        self._account = f"ironrules:sign-in:account:{name}"
        self._address = f"ironrules:sign-in:address:{address}" if address else ""
        waits = [_over(self._account, settings.SIGN_IN_FAILURES)]
        if self._address:
            waits.append(_over(self._address, settings.SIGN_IN_FAILURES * AT_AN_ADDRESS))
        if any(waits):
            raise TooManyAttempts(max(waits))

    def succeeded(self) -> None:
        """Take it back, and with it what failed for the account before."""
        forget(self._account)
        if self._address:
            take_back(self._address)


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from; behind a proxy, what the proxy says last."""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if forwarded:
            return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def _over(key: str, limit: int) -> int:
    """Return how many seconds are left to wait; 0 when there is no need to."""
    counted = count(key, seconds=WINDOW_SECONDS)
    if counted is None or counted.number <= limit:
        return 0
    if counted.number == limit + 1:
        log.warning("signing in failed %s times within %s seconds: %s", limit, WINDOW_SECONDS, key)
    return counted.seconds
