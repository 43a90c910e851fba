"""What went wrong, told from git's error text: each known failure has its code, its words and what to do.

git speaks English here (LC_ALL=C); the patterns are those of git 2.39 to 2.51, of curl with GnuTLS and OpenSSL, and of
OpenSSH.
"""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from governance.errors import UserError

_DETAIL_LENGTH: Final = 300

# First match wins, so the more particular comes first.
_PATTERNS: Final = tuple(
    (code, re.compile("|".join(patterns)))
    for code, *patterns in (
        ("host-key-unknown", "Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED"),
        ("auth-needed", "could not read (Username|Password)", "Authentication failed", "returned error: (401|403|407)"),
        ("auth-needed", r"Permission denied \(", "access denied or repository not exported", "Access denied"),
        ("redirected", r"returned error: 3\d\d", "unable to update url base from redirection"),
        ("tls-failed", "SSL certificate", "certificate verification failed", "gnutls_handshake", "SSL_connect"),
        ("tls-failed", "SSL routines", "TLS connect error", "certificate subject name"),
        ("branch-missing", "couldn't find remote ref"),
        ("commit-missing", "not our ref", "unadvertised object"),
        ("object-format", "mismatched algorithms"),
        ("repository-not-found", "returned error: (404|410)", "[Rr]epository not found", "repository '.*' not found"),
        ("repository-not-found", "does not appear to be a git repository", "[Cc]ould not find repository"),
        ("malformed", "error: object [0-9a-f]+: ", "possible repository corruption on the remote"),
        ("malformed", "fsck error", "bad tree", "invalid (path|entry)", "malformed", "badly formatted"),
        ("limit-memory", "[Oo]ut of memory", "[Cc]annot allocate memory", "mmap failed"),
        ("disk-full", "No space left on device"),
        ("time-out", "Operation too slow", "timed out", "Timeout"),
        ("server-failed", r"returned error: (429|5\d\d)", "upload-pack: .*died", "internal server error"),
        ("connection-failed", "Connection refused", "[Ff]ailed to connect", "[Cc]ouldn't connect", "No route to host"),
        (
            "connection-failed",
            "unreachable",
            "Empty reply",
            "Connection (reset|closed)",
            "Could not resolve",
            "GnuTLS recv",
        ),
        ("not-git", "is this a git repository", "invalid server response", "protocol error", "bad line length"),
        ("not-git", "unexpected line", "remote end hung up", "[Uu]nsupported protocol", "Received HTTP/0.9"),
        ("not-git", "early EOF", "expected flush", "dumb http transport"),
        ("server-failed", "remote error: "),
        ("repository-not-found", "Could not read from remote repository"),  # an SSH server that says nothing more
    )
)

OUT_OF_REACH: Final = frozenset({"auth-needed", "auth-refused", "repository-not-found"})

_WORDS: Final = {
    "auth-needed": (
        _("The server asks for a credential."),
        _("Give an HTTPS token or an SSH deploy key that may read this repository, and check its spelling."),
    ),
    "auth-refused": (
        _("The server refuses the stored credential."),
        _("Check that it has not expired and may read this repository, then set it again."),
    ),
    "branch-missing": (
        _("The repository has no branch of this name."),
        _("Check the spelling; the default branch of the service may have been renamed."),
    ),
    "commit-missing": (
        _("The server no longer has this commit."),
        _("It was probably replaced by a forced push: scan the branch again."),
    ),
    "connection-failed": (
        _("The server cannot be reached."),
        _("Check host and port, and whether a firewall lets this service through."),
    ),
    "disk-full": (_("The cache has no space left."), _("An operator has to free space below CACHE_DIR.")),
    "fork-out-of-reach": (
        _("The fork %(fork)s, from which the pull request comes, cannot be read."),
        _("It may be gone or private: let the credential of the service read it."),
    ),
    "fork-unrelated": (
        _("No commit was found at which the fork %(fork)s left this repository."),
        _("Rebase the pull request onto its base branch."),
    ),
    "host-key-unknown": (
        _("The SSH server's key is not among the known hosts of the credential."),
        _("Set the credential again with what `ssh-keyscan` prints, after comparing it with the published key."),
    ),
    "limit-memory": (
        _("Git needs more memory for this repository than it may take."),
        _("Move large files out of the repository, or ask an operator to raise FETCH_MEMORY_BYTES."),
    ),
    "malformed": (
        _("The repository contains objects that git refuses as malformed: %(detail)s"),
        _("Run `git fsck` in a clone and repair what it names."),
    ),
    "not-git": (
        _("The server does not answer as a Git server: %(detail)s"),
        _("Give the clone address, not the address of a page."),
    ),
    "object-format": (
        _("The repository uses SHA-256 object ids."),
        _("Only SHA-1 repositories can be scanned so far."),
    ),
    "redirected": (
        _("The server sends us to another address, and redirects are not followed."),
        _("Register the address that the repository has now."),
    ),
    "repository-not-found": (
        _("The server knows no repository at this address."),
        _("Check the spelling. A private repository may also look like this: give a credential."),
    ),
    "server-failed": (_("The server failed: %(detail)s"), _("Try again later.")),
    "time-out": (
        _("The server did not answer in time."),
        _("Try again later; check whether a firewall swallows the connection."),
    ),
    "tls-failed": (
        _("The server's certificate cannot be verified: %(detail)s"),
        _("Renew the certificate, or ask an operator to add the company's authority with REPOSITORY_CA_FILE."),
    ),
}


def recognise(stderr: str, *, with_credential: bool) -> UserError | None:
    """Return the error that git's text stands for, or None when it is none that a user could put right.

    `stderr` must have had secrets struck out; the line that matched becomes the fact `detail`.
    """
    for code, pattern in _PATTERNS:
        if matched := pattern.search(stderr):
            line = stderr[stderr.rfind("\n", 0, matched.start()) + 1 :].partition("\n")[0]
            return failure("auth-refused" if code == "auth-needed" and with_credential else code, detail=plain(line))
    return None


def failure(code: str, **facts: object) -> UserError:
    """Return the error for `code`."""
    message, hint = _WORDS[code]
    return UserError(code, message, hint, **facts)


def plain(text: str) -> str:
    """Return text of a server fit to be shown: one line, no control characters, not too long."""
    printable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(printable.split())[:_DETAIL_LENGTH]
