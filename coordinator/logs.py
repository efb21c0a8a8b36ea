"""Write what happens in the process to standard error: for people at a terminal, as JSON for machines elsewhere.

A failure is logged with where it happened, never with the values at hand: those are reports, tokens and cookies.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Final

import structlog
from structlog.tracebacks import ExceptionDictTransformer

if TYPE_CHECKING:
    from collections.abc import Callable

SAYS_EVERY: Final = 10.0
"""Seconds of what happens to many at once that are one line of the log."""


class Seldom:
    """What is told at once when it happens first, and from then on in one line each so many seconds, with how often."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing untold; `clock` counts seconds."""
        self._clock = clock
        self._told_at: float | None = None
        self._untold = 0

    def __call__(self) -> int:
        """Count one more; return of how many it is time to tell, or 0. The last few are told with the next ones."""
        self._untold += 1
        now = self._clock()
        if self._told_at is not None and now - self._told_at < SAYS_EVERY:
            return 0
        told, self._told_at, self._untold = self._untold, now, 0
        return told


def configure() -> None:
    """Choose by who listens."""
    processors: list[structlog.typing.Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if sys.stderr.isatty():
        processors += [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    else:
        frames = ExceptionDictTransformer(show_locals=False)
        processors += [structlog.processors.ExceptionRenderer(frames), structlog.processors.JSONRenderer()]
    structlog.configure(processors=processors, logger_factory=structlog.PrintLoggerFactory(sys.stderr))
