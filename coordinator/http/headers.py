"""Headers that every answer carries: what a page of ours may do in a browser, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, request

from coordinator.http import static
from coordinator.http.inline import NOTHING, Inline, inline_of
from coordinator.http.installation import request_id
from coordinator.http.packed import ASKED_ABOUT

if TYPE_CHECKING:
    from flask.wrappers import Response

    from coordinator.config import Config


def policy(config: Config, inline: Inline = NOTHING) -> str:
    """Return the content security policy: everything from this site, inline only what is named, nothing embedded."""
    host = urlsplit(config.public_url).netloc
    sockets = f"wss://{host}" if config.secure else f"ws://{host}"
    return "; ".join(
        (
            "default-src 'none'",
            " ".join(("script-src 'self'", *inline.scripts)),
            " ".join(("style-src 'self'", *inline.styles)),
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {sockets}",
            "manifest-src 'self'",
            "worker-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "object-src 'none'",
        )
    )


def install(app: Flask, config: Config) -> None:
    """Add the headers to every answer of an application."""
    fixed = {
        "Content-Security-Policy": policy(config),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    folder = static.frontend()
    if config.secure:
        fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(fixed)
        if folder is not None and response.mimetype == "text/html":
            response.headers["Content-Security-Policy"] = policy(config, inline_of(folder / static.PAGE))
        response.headers["X-Request-Id"] = request_id()
        if request.path.startswith("/api/") and response.headers.get("Cache-Control") != ASKED_ABOUT:
            response.headers["Cache-Control"] = "no-store"
        return response
