"""A scan as its page shows it: five stages, how far it is, and what it counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.template.defaultfilters import filesizeformat
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.scans.models import Scan, State

if TYPE_CHECKING:
    from datetime import datetime

STAGES: Final = (State.QUEUED, State.FETCHING, State.ANALYSING, State.SAVING, State.DONE)
STAGE_NAMES: Final = {
    State.QUEUED: _("Queued"),
    State.FETCHING: _("Fetching"),
    State.ANALYSING: _("Analysing"),
    State.SAVING: _("Saving"),
    State.DONE: _("Done"),
}


# What runs within a stage: the fetch tells bytes and objects, the analyser files or packages done and in all.
STEPS: Final = {
    "fetch": _("receiving objects"),
    "read": _("reading files"),
    "parse": _("parsing files"),
    "analyse": _("following pools, package by package"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the five stages; `status` is past, now, broken or next, and `seconds` how long it took."""

    name: str
    status: str
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the running stage is; without a total the bar stands still and only the words change."""

    words: str
    done: int
    total: int


def stages_of(scan: Scan) -> list[Stage]:
    """Return the five stages; a scan that failed breaks off where it was."""
    reached = _reached(scan)
    starts: list[datetime | None] = [scan.queued_at, scan.fetching_at, scan.analysing_at, scan.saving_at, scan.ended_at]
    stages = []
    for index, state in enumerate(STAGES):
        status = _status(scan, index, reached)
        # A scan that waits for its next attempt still has the times of the last one.
        seconds = _seconds(starts, index, scan) if status in ("past", "broken") else None
        stages.append(Stage(str(STAGE_NAMES[state]), status, seconds))
    return stages


def _reached(scan: Scan) -> int:
    if scan.state in STAGES:
        return STAGES.index(State(scan.state))
    begun = [scan.queued_at, scan.fetching_at, scan.analysing_at, scan.saving_at]
    return max(index for index, at in enumerate(begun) if at is not None)


def _status(scan: Scan, index: int, reached: int) -> str:
    if index < reached or scan.state == State.DONE:
        return "past"
    if index > reached:
        return "next"
    return "now" if not scan.has_ended else "broken"


def _seconds(starts: list[datetime | None], index: int, scan: Scan) -> float | None:
    start = starts[index]
    end = next((at for at in starts[index + 1 :] if at is not None), scan.ended_at)
    if start is None or end is None or index == len(starts) - 1:
        return None
    return max(0.0, (end - start).total_seconds())


def progress_of(scan: Scan) -> Progress | None:
    """Return how far the running stage is, or None when nothing is known."""
    if scan.has_ended or not scan.progress:
        return None
    step = str(scan.progress.get("stage", ""))
    words = str(STEPS.get(step, step))
    return Progress(words, int(scan.progress.get("done") or 0), int(scan.progress.get("total") or 0))


@dataclass(frozen=True, slots=True)
class Count:
    """A figure with its name, and a second figure that explains it."""

    name: str
    value: str
    unit: str = ""


def counts_of(scan: Scan) -> list[Count]:
    """Return the figures that are known by now, in the order in which they come."""
    fetch = scan.stats.get("fetch") or scan.progress
    report, analysis, findings = (scan.stats.get(name) or {} for name in ("report", "analysis", "findings"))
    counts = []
    if "bytes" in fetch:
        counts.append(Count(gettext("Fetched"), filesizeformat(fetch["bytes"])))
        if fetch.get("objects"):
            counts.append(Count(gettext("Git objects"), number_format(fetch["objects"], force_grouping=True)))
    if report:
        files, parsed = report.get("files", 0), report.get("parsed", 0)
        parsed_words = gettext("%(parsed)s parsed") % {"parsed": number_format(parsed, force_grouping=True)}
        counts.append(Count(gettext("Go files"), number_format(files, force_grouping=True), parsed_words))
        counts.append(Count(gettext("Pools"), str(report.get("pools", 0))))
    if findings:
        fixed = gettext("%(fixed)d fixed") % {"fixed": findings.get("fixed", 0)}
        new = findings.get("new", 0) + findings.get("reopened", 0)
        counts.append(Count(gettext("New findings"), str(new), fixed))
    if analysis:
        peak = filesizeformat(analysis.get("peak_memory", 0))
        seconds = gettext("%(seconds)s s") % {"seconds": number_format(analysis.get("seconds", 0), 1)}
        counts.append(Count(gettext("Analysis"), seconds, peak))
    return counts
