"""Let a process hold as many connections as a benchmark opens."""

from __future__ import annotations

import resource


def many_files() -> None:
    """Raise the limit of open files as far as the system lets us."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
