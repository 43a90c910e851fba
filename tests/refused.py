"""What a test expects of something that must not work."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from governance.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[UserError]]:
    """Pass when the block raises the UserError `code`, with words for the user."""
    with pytest.raises(UserError) as caught:
        yield caught
    assert caught.value.code == code
    assert caught.value.message
