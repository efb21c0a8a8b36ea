"""Serve the built front end: hashed files for ever, and its one page for every address that is a page."""

from __future__ import annotations

import gzip
import mimetypes
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask, abort, request, send_from_directory
from flask.wrappers import Response
from werkzeug.security import safe_join

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(__file__).resolve().parent.parent
IMMUTABLE: Final = "public, max-age=31536000, immutable"
NOT_PAGES: Final = ("api/", "socket.io/")
PACKABLE: Final = frozenset({".js", ".css", ".json", ".svg"})
"""Texts of our own, the same for everyone: packing them tells nobody anything."""


def frontend() -> Path | None:
    """Return the folder of the built front end: the checkout's, or the copy inside the installed package."""
    return next((folder for folder in _candidates() if (folder / "index.html").is_file()), None)


def _candidates() -> Iterator[Path]:
    yield PACKAGE.parent / "frontend" / "dist"
    yield PACKAGE / "frontend" / "dist"


def _page(folder: Path) -> Response:
    response = Response((folder / "index.html").read_bytes(), mimetype="text/html")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _packed_response(file: Path) -> Response:
    """Answer with a file packed: phones in airport halls are on poor networks, and not every server has a proxy."""
    if not file.is_file():
        abort(404)
    response = Response(_packed(file, file.stat().st_mtime_ns), mimetype=mimetypes.guess_type(file.name)[0])
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.add_etag()
    response.make_conditional(request)
    return response


@cache
def _packed(file: Path, changed_ns: int) -> bytes:  # noqa: ARG001 a file built anew is packed anew
    return gzip.compress(file.read_bytes(), mtime=0)


def install(app: Flask) -> None:
    """Answer every address that no door answers."""
    folder = frontend()

    def page(path: str) -> Response:
        if path.startswith(NOT_PAGES):
            abort(404)
        if folder is None:
            return Response("The front end is not built. Run: make setup\n", status=404, mimetype="text/plain")
        if not Path(path).suffix:  # a file that is gone is gone; only a page's address gets the page
            return _page(folder)
        file = safe_join(str(folder), path)
        if file is not None and Path(file).suffix in PACKABLE and request.accept_encodings.quality("gzip"):
            response = _packed_response(Path(file))
        else:
            response = send_from_directory(folder, path)
        response.headers["Cache-Control"] = IMMUTABLE if path.startswith("assets/") else "no-cache"
        return response

    # add_url_rule, because the application's own `get` would put these addresses into the interface's document.
    app.add_url_rule("/", view_func=page, defaults={"path": ""})
    app.add_url_rule("/<path:path>", view_func=page)
