"""Starts git, and stays beside it: `python -I -S launch.py PARENT FILE MEMORY CPU KEEP git …`.

GitPython hands every variable of this service to the programs it starts, secrets of the service included, and limits
nothing; here all variables but those named in KEEP (joined by commas) are dropped, no file may grow beyond FILE bytes,
the address space not beyond MEMORY bytes, no process works more than CPU seconds (0: as long as it likes), and nothing
outlives PARENT. Ends as git ends, by status or by signal.
It is a program and not a `preexec_fn`, which may deadlock in a process with threads. Costs 20 ms.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
CPU_GRACE = 5  # seconds between the signal that can be caught and the end


def main(  # noqa: PLR0917 - the arguments of a program
    parent: int, file_bytes: int, memory_bytes: int, cpu_seconds: int, keep: list[str], command: list[str]
) -> None:
    """Start `command` within the limits, and end with it."""
    if os.getpgrp() != os.getpid():
        sys.exit("start this in a session of its own")
    awaited = {signal.SIGCHLD, signal.SIGUSR1}
    signal.pthread_sigmask(signal.SIG_BLOCK, awaited)
    die_with(parent, signal.SIGUSR1)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    if cpu_seconds:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + CPU_GRACE))
    beside = os.getpid()
    started = os.fork()
    if started == 0:
        die_with(beside, signal.SIGKILL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, awaited)
        # Python ignores these two and would pass that on to git.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        environment = {name: os.environ[name] for name in keep if name in os.environ}
        os.execvpe(command[0], command, environment)  # noqa: S606 - no shell is the point
    os.closerange(0, 1024)  # no pipe and no lock stays open because of us
    while signal.sigwait(awaited) == signal.SIGCHLD:
        ended, status = os.waitpid(started, os.WNOHANG)
        if ended:
            end_like(os.waitstatus_to_exitcode(status))
    os.killpg(0, signal.SIGKILL)


def die_with(parent: int, number: int) -> None:
    """Have the kernel send this process the signal `number` when `parent` dies.

    The kernel tells one generation only, and git's helpers would wait on for a silent server, holding the lock of the
    repository. So the process beside git gets a signal that it can answer, by killing its group.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number)
    if os.getppid() != parent:
        sys.exit("the process that asked for this is gone")


def end_like(code: int) -> None:
    """Exit with the status of git, or die of the signal that git died of (a negative code)."""
    if code < 0 and -code != signal.SIGKILL:
        signal.signal(-code, signal.SIG_DFL)
    if code < 0:
        os.kill(os.getpid(), -code)
    os._exit(code)


if __name__ == "__main__":
    parent_id, file_size, memory_size, seconds = map(int, sys.argv[1:5])
    main(parent_id, file_size, memory_size, seconds, sys.argv[5].split(","), sys.argv[6:])
