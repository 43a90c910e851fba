"""Typesets a report: `python -I typesetting.py DIRECTORY SECONDS` makes report.pdf out of report.json and our template.

A program of its own, so that time and memory can be limited: Typst is native code that no signal handler interrupts.
SECONDS since 1970 is the time that the document says it was made at, so that equal reports are equal bytes.
"""

from __future__ import annotations

import importlib.resources
import sys
from pathlib import Path
from typing import Final

import typst

TEMPLATE: Final = Path(__file__).with_name("report.typ")
FONTS: Final = ("cvttf_NotoSansCJK_Regular", "cvttf_NotoSansCJK_Bold")  # Chinese and Latin of one design, in wheels


def main(directory: Path, seconds: int) -> None:
    """Typeset; the template sees nothing of the machine but `directory`."""
    main_file = directory / TEMPLATE.name
    main_file.write_bytes(TEMPLATE.read_bytes())
    typst.compile(
        str(main_file),
        output=str(directory / "report.pdf"),
        root=str(directory),
        font_paths=[str(importlib.resources.files(font)) for font in FONTS],
        ignore_system_fonts=True,
        timestamp=seconds,
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
