"""A file that is written down before it leaves: all of one picture, however slowly it is fetched, and not in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO, Final

from flask import Response

HELD_IN_MEMORY: Final = 1024 * 1024
"""How much of a file is; what is larger lies on disk until it has left."""

_CHUNK: Final = 64 * 1024


def spooled(lines: Iterable[str], *, mimetype: str, name: str) -> Response:
    """Write lines down, and return the answer that sends them."""
    with ExitStack() as unless_written:
        file = unless_written.enter_context(tempfile.SpooledTemporaryFile(max_size=HELD_IN_MEMORY))
        file.writelines(line.encode() for line in lines)
        size = file.tell()
        file.seek(0)
        unless_written.pop_all()
    answer = Response(_sent(file), mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.content_length = size
    answer.call_on_close(file.close)
    return answer


def _sent(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
