"""Serve the built front end: hashed files for ever, and its one page for every address that is a page."""

from __future__ import annotations

import mimetypes
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask, abort, request, send_from_directory
from flask.wrappers import Response
from werkzeug.exceptions import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE: Final = Path(__file__).resolve().parent.parent
IMMUTABLE: Final = "public, max-age=31536000, immutable"
NOT_PAGES: Final = ("api/", "socket.io/")
PAGE: Final = "index.html"
PACKED: Final = (("br", ".br"), ("gzip", ".gz"))
"""How the build packs our own texts, the smallest first. They are the same for all: a size tells nobody anything."""


def frontend() -> Path | None:
    """Return the folder of the built front end: the checkout's, or the copy inside the installed package."""
    return next((folder for folder in _candidates() if (folder / PAGE).is_file()), None)


def _candidates() -> Iterator[Path]:
    yield PACKAGE.parent / "frontend" / "dist"
    yield PACKAGE / "frontend" / "dist"


def _file(folder: Path, path: str) -> Response:
    """Answer with a file, packed as the browser takes it: phones in airport halls are on poor networks."""
    response = _packed(folder, path) or send_from_directory(folder, path)
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = IMMUTABLE if path.startswith("assets/") else "no-cache"
    return response


def _packed(folder: Path, path: str) -> Response | None:
    for encoding, ending in PACKED:
        if request.accept_encodings.quality(encoding):
            with suppress(NotFound):
                kind, _ = mimetypes.guess_type(path)
                response = send_from_directory(folder, f"{path}{ending}", mimetype=kind)
                response.headers["Content-Encoding"] = encoding
                return response
    return None


def install(app: Flask) -> None:
    """Answer every address that no door answers."""
    folder = frontend()

    def page(path: str) -> Response:
        if path.startswith(NOT_PAGES):
            abort(404)
        if folder is None:
            return Response("The front end is not built. Run: make setup\n", status=404, mimetype="text/plain")
        # A file that is gone is gone; only a page's address gets the page.
        return _file(folder, path if Path(path).suffix else PAGE)

    # add_url_rule, because the application's own `get` would put these addresses into the interface's document.
    app.add_url_rule("/", view_func=page, defaults={"path": ""})
    app.add_url_rule("/<path:path>", view_func=page)
