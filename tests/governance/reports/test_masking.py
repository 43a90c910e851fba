"""Secrets and personal data do not leave the service in lines of code; what is neither stays readable."""

from __future__ import annotations

import pytest

from governance.reports.masking import mask, mask_lines

KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ('password := "hunter2-hunter2"', 'password := "***"'),
        ("cfg.APIKey = `abc-123-xyz`", "cfg.APIKey = `***`"),
        ('{"access_key": "abcd"}', '{"access_key": "***"}'),
        ('headers["X-Auth-Token"] = "0123-abc"', 'headers["X-Auth-Token"] = "***"'),
        ('flag.String("token", "s3cr3t-value", "")', 'flag.String("token", "***", "")'),
        ('密码 = "一二三四"', '密码 = "***"'),
        ('req.Header.Set("Authorization", "Bearer abcdefgh.ijkl")', 'req.Header.Set("Authorization", "Bearer ***")'),
        ("redis://user:pa55word@cache:6379/0", "redis://user:***@cache:6379/0"),
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "***"),
        ("glpat-0123456789abcdefXYZ_", "***"),
        ("AKIAIOSFODNN7EXAMPLE", "***"),
        ("LTAI5tAbCdEfGhIjKlMnOpQr", "***"),
        ("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "***"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjMifQ.c2lnbmF0dXJl", "***"),
        (f'key = "{KEY}"', 'key = "***"'),
        ("digest 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", "digest ***"),
        ("id 11010519491231002X end", "id *** end"),
        ("call 13812345678 or +86 138-1234-5678", "call *** or ***"),
    ],
)
def test_secret_is_masked(line: str, masked: str) -> None:
    assert mask(line) == masked


@pytest.mark.parametrize(
    "line",
    [
        "buf := bufPool.Get().(*bytes.Buffer)",
        "token := lexer.Next()",
        "const maxSize = 1 << 20",
        "time.Unix(1700000000, 0)",
        'import "github.com/example/verylongmodulename/internal/transport"',
        "func TestSomethingWithAVeryLongNameThatExplainsWhatItChecks(t *testing.T) {",
        'errors.New("token expired")',
        "n := 20261126123456",
    ],
)
def test_code_stays_as_it_is(line: str) -> None:
    assert mask(line) == line


def test_nothing_is_left_of_a_private_key() -> None:
    lines = ["const k = `-----BEGIN RSA PRIVATE KEY-----", KEY, "short", "-----END RSA PRIVATE KEY-----`", "x := 1"]
    assert list(mask_lines(lines)) == ["***", "***", "***", "***", "x := 1"]
