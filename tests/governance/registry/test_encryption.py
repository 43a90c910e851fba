"""Secrets are unreadable at rest, keys can be rotated, and a missing key is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from governance.errors import ServiceError
from governance.registry.encryption import decrypt, encrypt, new_key, rotate

if TYPE_CHECKING:
    from pytest_django import Settings


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = [new_key()]


@given(st.text(st.characters(exclude_categories=["Cs"])))
@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_secret_comes_back_as_it_was(secret: str) -> None:
    assert decrypt(encrypt(secret)) == secret


def test_ciphertext_does_not_contain_the_secret_and_differs_each_time() -> None:
    first, second = encrypt("a-token"), encrypt("a-token")
    assert b"a-token" not in first
    assert first != second


def test_new_key_in_front_encrypts_and_the_old_one_still_opens(settings: Settings) -> None:
    old = settings.CREDENTIAL_KEYS[0]
    before = encrypt("a-token")
    settings.CREDENTIAL_KEYS = [new_key(), old]
    assert decrypt(before) == "a-token"
    after = rotate(before)
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS[:1]
    assert decrypt(after) == "a-token"
    with pytest.raises(ServiceError) as caught:
        decrypt(before)
    assert caught.value.code == "credential-unreadable"


@pytest.mark.parametrize(
    ("configured", "code"), [([], "credential-key-missing"), (["not a key"], "credential-key-malformed")]
)
def test_missing_or_malformed_key_is_named(settings: Settings, configured: list[str], code: str) -> None:
    settings.CREDENTIAL_KEYS = configured
    with pytest.raises(ServiceError, match="CREDENTIAL_KEYS") as caught:
        encrypt("a-token")
    assert caught.value.code == code
    assert "a-token" not in str(caught.value)


def test_unreadable_ciphertext_shows_neither_key_nor_text(settings: Settings) -> None:
    with pytest.raises(ServiceError) as caught:
        decrypt(b"gAAAAA-damaged")
    assert settings.CREDENTIAL_KEYS[0] not in repr(caught.value) + str(caught.value)
    assert caught.value.__cause__ is None
