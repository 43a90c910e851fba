"""Run in the new process, just before git takes its place: `python -I -S launch.py PARENT FILE MEMORY KEEP git …`.

GitPython hands every variable of this service to the programs it starts, secrets of the service included, and limits
nothing; here all variables but those named in KEEP (joined by commas) are dropped, no file may grow beyond FILE bytes,
the address space not beyond MEMORY bytes, and nothing outlives PARENT. It is a program and not a `preexec_fn`, which
may deadlock in a process with threads. Costs 15 ms.
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
        die_with(parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    # Python ignores these two and would pass that on to git.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    os.execvpe(command[0], command, environment)  # noqa: S606 - no shell is the point


def die_with(parent: int) -> None:
    """Have the kernel kill this process with its parent, and whatever this process has started with this process.

    The kernel's signal reaches one generation only, and git's helpers would wait for a silent server on their own; so a
    watcher stays beside git, in its process group, and takes the group with it when git ends, however git ends. (To the
    watcher's own memory the variables of the service still belong, as they do to its parent's; git has none of them.)
    """
    prctl = ctypes.CDLL(None).prctl
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the process that asked for this is gone")
    git = os.getpid()
    if os.getpgrp() != git:
        sys.exit("start this in a session of its own")
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    if os.fork() == 0:
        prctl(PR_SET_PDEATHSIG, signal.SIGUSR1)
        os.closerange(0, 1024)  # no pipe and no lock stays open because of the watcher
        if os.getppid() == git:
            signal.sigwait({signal.SIGUSR1})
        os.killpg(0, signal.SIGKILL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1})


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4].split(","), sys.argv[5:])
