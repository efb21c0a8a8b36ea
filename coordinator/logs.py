"""Write what happens in the process to standard error: for people at a terminal, as JSON for machines elsewhere.

A failure is logged with where it happened, never with the values at hand: those are reports, tokens and cookies.
"""

from __future__ import annotations

import sys

import structlog
from structlog.tracebacks import ExceptionDictTransformer


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
