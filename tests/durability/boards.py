"""A board as a browser holds it: a real Socket.IO client with the reducer's rules, which can lose its line."""

from __future__ import annotations

import queue
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import socketio

from tests.durability.lives import CODE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.durability.lives import Person

NAMESPACE = "/boards"
HEARD_WITHIN = 30.0
AWAY = ("unavailable", "busy")


class Board:
    """Rows by their keys, brought on by steps; `steps` counts those that changed something."""

    def __init__(self, person: Person, *, url: str = "", transport: str = "websocket", **by: Any) -> None:  # noqa: ANN401 what the client takes
        self.person = person
        self.url, self.transport, self.by = url, transport, by
        self.rows: dict[str, Any] = {}
        self.seq = 0
        self.cursor: str | None = None
        self.first_sights = 0
        self.resets = 0
        self.closed = threading.Event()
        self._changing = threading.Condition()
        self._early: list[dict[str, Any]] | None = None
        self._line: socketio.Client | None = None

    def plug_in(self) -> None:
        """Connect anew and watch from where the last step left us."""
        if self._line is not None and self._line.eio.ws is not None:
            self._line.eio.ws.shutdown()  # a line that fell silent is not closed by the client
        self.closed.clear()
        line = socketio.Client(reconnection=False, handle_sigint=False, **self.by)
        line.on("step", self._step, namespace=NAMESPACE)
        line.on("reset", self._reset, namespace=NAMESPACE)
        line.on("disconnect", lambda *_: self.closed.set(), namespace=NAMESPACE)
        line.connect(
            self.url or self.person.server.url, headers={"Cookie": self.person.cookie}, transports=[self.transport],
            namespaces=[NAMESPACE], wait_timeout=HEARD_WITHIN,
        )  # fmt: skip
        self._line = line
        self.watch()

    def watch(self) -> None:
        """Watch from the cursor; steps that overtake the answer wait for it."""
        self._early = []
        said = self.ask("watch", {"operation": CODE, "cursor": self.cursor})
        while not said["ok"] and said["error"]["code"] in AWAY:
            time.sleep(1)
            said = self.ask("watch", {"operation": CODE, "cursor": self.cursor})
        assert said["ok"] is True, said
        with self._changing:
            if said["step"]["after"] == 0:
                self.rows, self.first_sights = {}, self.first_sights + 1
            self._apply(said["step"], said["cursor"])
            early, self._early = self._early, None
            for payload in early:
                self._follow(payload)

    def ask(self, message: str, payload: Any = None) -> Any:  # noqa: ANN401 any JSON
        """Send a message and return its answer."""
        assert self._line is not None
        return self._line.call(message, payload, namespace=NAMESPACE, timeout=HEARD_WITHIN)

    def unplug(self) -> None:
        """Lose the line without a word, as when a cable is pulled."""
        if self._line is None or not self._line.connected:
            return
        if self.transport == "polling":  # there is no cable to pull: it is one request after the other
            self._line.disconnect()
        else:
            self._line.eio.ws.sock.shutdown(socket.SHUT_RDWR)
            assert self.closed.wait(HEARD_WITHIN)

    def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is so."""
        with self._changing:
            assert self._changing.wait_for(true, HEARD_WITHIN), f"still at {self.seq}"

    def _step(self, payload: dict[str, Any]) -> None:
        with self._changing:
            if self._early is None:
                self._follow(payload)
            else:
                self._early.append(payload)

    def _reset(self, payload: dict[str, Any]) -> None:
        with self._changing:
            assert payload == {"operation": CODE}
            self.resets += 1
            self._changing.notify_all()

    def _follow(self, payload: dict[str, Any]) -> None:
        if payload["upto"] > self.seq:
            assert payload["after"] <= self.seq, "a step was lost on the way"
            self._apply(payload, payload["cursor"])

    def _apply(self, step: dict[str, Any], cursor: str) -> None:
        for put in step["put"]:
            self.rows[put["key"]] = put["row"]
        for key in step["gone"]:
            self.rows.pop(key, None)
        self.seq, self.cursor = step["upto"], cursor
        self._changing.notify_all()


def refusal_of(server_url: str, cookie: str | None) -> Any:  # noqa: ANN401 what the server said
    """Return what a connection is refused with."""
    line, heard = socketio.Client(reconnection=False, handle_sigint=False), queue.SimpleQueue[Any]()
    line.on("connect_error", heard.put, namespace=NAMESPACE)
    line.on("connect", lambda: heard.put(None), namespace=NAMESPACE)
    headers = {"Cookie": cookie} if cookie else {}
    line.connect(server_url, headers=headers, transports=["websocket"], namespaces=[NAMESPACE], wait=False)
    said = heard.get(timeout=HEARD_WITHIN)
    if line.eio.ws.sock is not None:
        line.eio.ws.sock.shutdown(socket.SHUT_RDWR)
    return said


def soon(true: Callable[[], bool]) -> bool:
    """Say whether something becomes so."""
    return any(_asked_again(true))


def _asked_again(true: Callable[[], bool]) -> Iterator[bool]:
    give_up_at = time.monotonic() + HEARD_WITHIN
    while time.monotonic() < give_up_at:
        yield true()
        time.sleep(0.02)
