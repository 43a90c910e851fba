"""Hides secrets and personal data in lines of code before they leave the service: pure functions over text.

Too much is hidden rather than too little: a reader who needs the line has the repository. A list of our own, because
the scanners that are kept well are programs, not libraries, and look through files, not at single lines.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK: Final = "***"

# Tokens that can be told by how they begin: GitHub, GitLab, AWS, Alibaba Cloud, Tencent Cloud, Google, Slack, OpenAI
# and those who write theirs alike, JSON Web Tokens.
_PREFIXED: Final = re.compile(
    r"""\b(?:
        gh[pousr]_[0-9A-Za-z]{20,} | github_pat_\w{20,} | gl[a-z]{2,6}-[\w-]{16,}
      | (?:AKIA|ASIA)[0-9A-Z]{12,} | LTAI[0-9A-Za-z]{12,} | AKID[0-9A-Za-z]{12,}
      | AIza[\w-]{30,} | xox[abeoprs]-[\w-]{10,} | sk-[\w-]{16,}
      | eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?
    )""",
    re.VERBOSE,
)
# A value that is given to something whose name says that it is secret: password = "…", "apiKey": `…`, --token=….
_NAMED: Final = re.compile(
    r"""(?P<name>(?:passw(?:or)?d|passphrase|\bpwd|secret|token|api_?key|access_?key|private_?key|credential|密码|口令|密钥)
        [\w"'`\]]*\s*(?::=|=|:|,)\s*)
        (?P<quote>["'`])(?P<value>[^"'`]{3,})(?P=quote)""",
    re.VERBOSE | re.IGNORECASE,
)
_AUTHORIZATION: Final = re.compile(r"\b(?P<scheme>Bearer|Basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE)
_IN_ADDRESS: Final = re.compile(r"(?P<before>\w://[^\s/:@]*:)[^\s/@]+(?=@)")  # user:password@host
# Base64 and hexadecimal as long as keys are; names in code have no digits among capitals over such a length.
_LONG: Final = re.compile(r"(?<![\w+/])(?=[\w+/]*[0-9])(?=[\w+/]*[A-Z])(?=[\w+/]*[a-z])[0-9A-Za-z+/]{40,}={0,2}")
_HEXADECIMAL: Final = re.compile(r"\b(?:0x)?(?=[0-9A-Fa-f]*[0-9])[0-9A-Fa-f]{32,}\b")
# 居民身份证号: region, date of birth, sequence, check digit. 手机号: eleven digits from 13 to 19, also in groups.
_IDENTITY: Final = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dXx])"
)
_MOBILE: Final = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_BEGIN, _END = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY"), re.compile(r"-----END [A-Z ]*PRIVATE KEY")


def mask(text: str) -> str:
    """Return a text without its secrets and personal data; `***` stands for each."""
    text = _NAMED.sub(rf"\g<name>\g<quote>{MASK}\g<quote>", text)
    text = _AUTHORIZATION.sub(rf"\g<scheme> {MASK}", text)
    text = _IN_ADDRESS.sub(rf"\g<before>{MASK}", text)
    for pattern in (_PREFIXED, _IDENTITY, _MOBILE, _LONG, _HEXADECIMAL):
        text = pattern.sub(MASK, text)
    return text


def mask_lines(lines: Iterable[str]) -> Iterator[str]:
    """Yield neighbouring lines masked; of a private key that stands in them nothing is left."""
    inside = False
    for line in lines:
        inside = inside or bool(_BEGIN.search(line))
        yield MASK if inside else mask(line)
        inside = inside and not _END.search(line)
