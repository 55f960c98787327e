"""Limits that a child process sets itself before it sees a photo, and cannot lift again."""

import os
import resource
import sys


def limit(*, memory_bytes: int, cpu_seconds: int, open_files: int) -> None:
    """Limit address space, CPU time of the whole process and open files; forbid writing files."""
    for what, most in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, open_files),
        (resource.RLIMIT_CPU, cpu_seconds),
    ):
        resource.setrlimit(what, (most, most))


def allow_cpu(seconds: int) -> None:
    """Allow `seconds` more of CPU time from now; the soft limit's signal ends the process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = min(int(usage.ru_utime + usage.ru_stime) + seconds, most)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, most))


def silence() -> None:
    """Send what libraries want to say to nobody: it may quote the photo."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
