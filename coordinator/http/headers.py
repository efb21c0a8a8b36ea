"""Headers that every answer carries: what a page of ours may do in a browser, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, request

from coordinator.http.installation import request_id

if TYPE_CHECKING:
    from flask.wrappers import Response

    from coordinator.config import Config


def policy(config: Config) -> str:
    """Return the content security policy: everything from this site, nothing inline, nothing embedded."""
    host = urlsplit(config.public_url).netloc
    sockets = f"wss://{host}" if config.secure else f"ws://{host}"
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
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
    if config.secure:
        fixed["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.update(fixed)
        response.headers["X-Request-Id"] = request_id()
        if request.path.startswith("/api/"):
            response.headers["Cache-Control"] = "no-store"
        return response
