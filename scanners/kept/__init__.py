"""Reports that are kept from one scan to the next: the same code, asked the same, is not analysed twice.

    report = Kept(directory).report(question, scan)

A report depends on nothing but what `question.py` names, so a commit that leaves the Go files as they are, a branch
that is checked out again and the base of every pull request are answered from here.
"""

from __future__ import annotations

from scanners.kept.question import Question
from scanners.kept.store import Kept, default_directory

__all__ = ["Kept", "Question", "default_directory"]
