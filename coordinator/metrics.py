"""Say in figures what one process does for its boards, to whoever watches the machine it runs on.

They are told on a port of their own, which only this machine reaches (`METRICS_PORT`), in the form that Prometheus
reads. So no proxy passes them on, no seat opens them, and no door of the interface has to refuse them: how many boards
are open, and when steps come, says something of an operation to whoever may not know that it exists.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from gevent import pywsgi

if TYPE_CHECKING:
    from collections.abc import Callable

    from coordinator.sockets import Sockets

HOST: Final = "127.0.0.1"
TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


def server(port: int, sockets: Sockets) -> pywsgi.WSGIServer:
    """Return what answers there, not yet started."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["PATH_INFO"] != "/metrics":
            start_response("404 Not Found", [("Content-Length", "0")])
            return [b""]
        start_response("200 OK", [("Content-Type", TYPE)])
        return [written(sockets, time.monotonic()).encode()]

    return pywsgi.WSGIServer((HOST, port), answer, log=None)


def written(sockets: Sockets, clock: float) -> str:
    """Return the figures of a process, at an instant of the monotonic clock."""
    tail, broadcast = sockets.tail.measured, sockets.broadcast
    figures = (
        ("boards", "gauge", "Boards that watch an operation.", len(sockets.tail)),
        ("boards_on_websockets", "gauge", "Boards that are written straight to.", len(broadcast)),
        ("straight", "gauge", "0 when the trial at the start failed.", int(broadcast.straight)),
        ("frames_total", "counter", "Frames of rooms written straight to boards.", broadcast.told),
        ("frames_left_out_total", "counter", "Frames that slow boards were left out of.", broadcast.left_out),
        ("steps_total", "counter", "Steps sent to rooms.", tail.steps),
        ("turns_total", "counter", "Turns of the tail.", tail.turns),
        ("turn_seconds_total", "counter", "Seconds that the turns of the tail took.", round(tail.seconds, 6)),
        ("window_seconds", "gauge", "How long steps are gathered now.", round(tail.window, 6)),
        ("lag_seconds", "gauge", "Since the log was last looked at.", round(clock - tail.looked, 6)),
        ("faults_total", "counter", "Times that following the log failed and began again.", sockets.faults),
    )  # fmt: skip
    return "".join(
        f"# HELP coordinator_{name} {says}\n# TYPE coordinator_{name} {kind}\ncoordinator_{name} {value}\n"
        for name, kind, says, value in figures
    )
