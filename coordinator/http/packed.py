"""Documents that read the same for all who may have them: written once, packed on their way, sent anew when changed."""

from __future__ import annotations

import gzip
import hashlib
from functools import partial
from http import HTTPStatus
from typing import Final, NamedTuple

from flask import Response, after_this_request, request

ASKED_ABOUT: Final = "private, no-cache"
"""A browser keeps such a document, and asks each time whether it is still the same: a page takes 15 kB of lists."""


class Packed(NamedTuple):
    """JSON as it is and as it travels: the same for everyone, so that its size tells nobody anything."""

    plain: bytes
    packed: bytes
    tag: str


def pack(plain: bytes) -> Packed:
    """Pack a document, and name its content."""
    return Packed(plain, gzip.compress(plain, mtime=0), hashlib.sha256(plain).hexdigest()[:16])


def give(document: Packed) -> Response:
    """Answer with a document as the browser takes it; 304 while it is the one that an earlier answer's tag names."""
    response = Response(document.plain, mimetype="application/json")
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = ASKED_ABOUT
    response.set_etag(document.tag, weak=True)
    response.make_conditional(request)
    # At last, because an answer is looked at as it reads before it leaves.
    if request.accept_encodings.quality("gzip"):
        after_this_request(partial(_travelling, document))
    return response


def _travelling(document: Packed, response: Response) -> Response:
    if response.status_code == HTTPStatus.OK:
        response.set_data(document.packed)
        response.headers["Content-Encoding"] = "gzip"
    return response
