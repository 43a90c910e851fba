"""Why a delivery led to a scan, to nothing, or was refused: stable codes and their words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """The reason that is answered, kept and shown."""

    PUSH = "push", _("a push to the default branch")
    PULL_REQUEST = "pull-request", _("a pull request with a new commit")

    NOT_HANDLED_YET = "not-handled-yet", _("a worker is about to decide what follows")
    FAULT = "fault", _("a fault of this service, which its log describes: replay the delivery")

    DUPLICATE = "duplicate", _("this delivery came before")
    PING = "ping", _("a trial call of the forge")
    EVENT_NOT_USED = "event-not-used", _("an event that no scan follows from")
    TAG = "tag", _("a tag was pushed")
    BRANCH_DELETED = "branch-deleted", _("a branch was deleted")
    BRANCH_NOT_WATCHED = "branch-not-watched", _("only the default branch and pull requests are scanned")
    PULL_REQUEST_UNCHANGED = "pull-request-unchanged", _("the pull request has no new commit")
    PULL_REQUEST_CLOSED = "pull-request-closed", _("the pull request was closed or merged")
    PULL_REQUEST_OF_A_FORK = "pull-request-of-a-fork", _("the fork of this pull request is gone, or has no address")
    UNKNOWN_REPOSITORY = "unknown-repository", _("no service of this hook has this repository")
    COMMIT_KNOWN = "commit-known", _("this commit is already scanned or being scanned")

    SIGNATURE_MISSING = "signature-missing", _("the call carries no signature or token: set the secret at the forge")
    SIGNATURE_WRONG = "signature-wrong", _("signature or token does not fit the secret of this hook")
    SIGNATURE_OLD = "signature-old", _("the signature is older than allowed, or the forge's clock is wrong")
    BODY_TOO_LARGE = "body-too-large", _("the body is larger than allowed")
    BODY_TYPE = "body-type", _("the body is neither JSON nor a form with a payload")
    BODY_MALFORMED = "body-malformed", _("the body is not what this forge sends for this event")
    BODY_TOO_DEEP = "body-too-deep", _("the body is nested too deeply")
