"""Run in the new process, just before git takes its place: `python -I -S launch.py PARENT FILE MEMORY KEEP git …`.

GitPython hands every variable of this service to the programs it starts, secrets of the service included, and limits
nothing; here all variables but those named in KEEP (joined by commas) are dropped, no file may grow beyond FILE bytes,
the address space not beyond MEMORY bytes, and the kernel kills the process when PARENT dies. It is a program and not a
`preexec_fn`, which may deadlock in a process with threads. Costs 15 ms.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def main(parent: int, file_bytes: int, memory_bytes: int, keep: list[str], command: list[str]) -> None:
    """Limit this process, then become `command`."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit("the process that asked for this is gone")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # Python ignores these two and would pass that on to git.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    os.execvpe(command[0], command, environment)  # noqa: S606 - no shell is the point


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4].split(","), sys.argv[5:])
