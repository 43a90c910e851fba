"""Stands in for the analyser: reports a finding for every line `// finding NAME` of main.go.

`// problem` makes a problem of the file, `// iron` asks for that profile, `// crash` and `// refuse` do what they say.
"""

from __future__ import annotations

import json
import subprocess
import sys

_scan, git_dir, _option, commit, _option, profile, *_more = sys.argv[1:]
show = ["git", "-C", git_dir, "show", f"{commit}:main.go"]
lines = subprocess.run(show, check=True, capture_output=True, text=True).stdout.splitlines()
sys.stderr.write(json.dumps({"stage": "parse", "done": 1, "total": 1}) + "\n")
if "// crash" in lines:
    raise RuntimeError("asked to crash")
if "// refuse" in lines:
    sys.stderr.write("marking: asked to refuse\n")
    sys.exit(2)
findings = [
    {
        "code": "IR201",
        "name": "missing-reset",
        "severity": "high",
        "verdicts": {"iron": "violation", "pragmatic": "violation"},
        "path": "main.go",
        "line": number,
        "column": 1,
        "end_line": number,
        "messages": {"en": "not reset", "zh-hans": "未重置"},
        "pool": "pool",
        "trace": [{"path": "main.go", "line": 1, "notes": {"en": "here", "zh-hans": "此处"}}],
        "fingerprint": line.split()[2],
        "function": line.split()[2],  # of its own, so that no other finding is taken for it
    }
    for number, line in enumerate(lines, 1)
    if line.startswith("// finding")
]
pool = {
    "id": "pool",
    "name": "bufPool",
    "path": "main.go",
    "line": 1,
    "package": "main",
    "scope": "package",
    "element": None,
    "sites": [],
    "wrappers": [],
    "verdicts": {"IR1": "pass"},
}
problems = [{"path": "main.go", "line": 1, "messages": {"en": "broken", "zh-hans": "损坏"}}] * ("// problem" in lines)
profile = "iron" if "// iron" in lines else profile
report = {"version": 1, "analyser": "marking", "profile": profile, "commit": commit, "stats": {"files": 1}}
json.dump(report | {"pools": [pool], "findings": findings, "problems": problems}, sys.stdout)
