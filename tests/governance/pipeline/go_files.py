"""Go files with a pool each: enough of them keep the analyser busy for a while."""

from __future__ import annotations

TEMPLATE = """// {1}

package main

import (
\t"bytes"
\t"sync"
)

var pool{0} = sync.Pool{{New: func() any {{ return new(bytes.Buffer) }}}}

func use{0}() {{
\tb := pool{0}.Get().(*bytes.Buffer)
\tb.WriteString("x")
\tpool{0}.Put(b)
}}
"""


def go_files(count: int, remark: str = "generated for a test") -> dict[str, bytes]:
    """Return the files of a module with `count` package-level pools, each a finding; `remark` stands in every file."""
    files = {f"file{number}.go": TEMPLATE.format(number, remark).encode() for number in range(count)}
    return files | {"go.mod": b"module example.com/many\n\ngo 1.24\n"}
