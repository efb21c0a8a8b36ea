"""Flask-SocketIO as it is shipped: gevent, one room, `emit`. Orders as in `bare`."""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 as in `coordinator.cli`, the loop must be gevent's before anything else is imported

import gevent  # noqa: E402
from flask import Flask  # noqa: E402
from flask_socketio import SocketIO, join_room  # noqa: E402
from gevent.fileobject import FileObject  # noqa: E402

from tests.bench.events import event, paced  # noqa: E402
from tests.bench.limits import many_files  # noqa: E402


def main() -> None:
    """Serve on the port given."""
    many_files()
    app = Flask("shipped")
    sockets = SocketIO(app, async_mode="gevent")

    @sockets.on("connect", namespace="/boards")
    def _come_in(_auth: object = None) -> None:
        join_room("everybody")

    def follow() -> None:
        for line in FileObject(sys.stdin):
            for number in paced(line, gevent.sleep):
                sockets.emit("step", event(number), namespace="/boards", to="everybody")
                gevent.sleep(0)

    gevent.spawn(follow)
    sockets.run(app, host="127.0.0.1", port=int(sys.argv[1]))


if __name__ == "__main__":
    main()
