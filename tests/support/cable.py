"""A line to another server that a test may cut and mend, as the one to a database that is away for a while."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from tests.support.server import free_port

if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator, Sequence

LOOPBACK = ("127.0.0.1",)
READS = 65_536
WITHIN = 30.0


class Cable:
    """Passes on whatever comes to a port; cut, it hangs up on everybody and lets nobody in."""

    def __init__(self, host: str, port: int, at: Sequence[str]) -> None:
        """Lead from some of this machine's addresses to a server."""
        self.port = free_port()
        self._at = at
        self._to = host, port
        self._laid = threading.Event()
        self._lines: set[asyncio.StreamWriter] = set()

    def cut(self) -> None:
        """Hang up on everybody."""
        self._do(self._cut())

    def mend(self) -> None:
        """Let whoever comes through again."""
        self._do(self._mend())

    def lay(self) -> None:
        """Carry until it is taken away; the end of it ends whatever is on it."""
        asyncio.run(self._lie())

    def take_away(self) -> None:
        """Carry no more."""
        self._loop.call_soon_threadsafe(self._over.set)

    def wait(self) -> None:
        """Wait until it carries."""
        assert self._laid.wait(WITHIN)

    async def _lie(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        await self._mend()
        self._laid.set()
        await self._over.wait()
        await self._cut()

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(what, self._loop).result(WITHIN)

    async def _mend(self) -> None:
        self._door = await asyncio.start_server(self._carry, self._at, self.port)

    async def _cut(self) -> None:
        self._door.close()
        for line in self._lines:
            line.transport.abort()

    async def _carry(self, near: asyncio.StreamReader, answered: asyncio.StreamWriter) -> None:
        far, asked = await asyncio.open_connection(*self._to)
        self._lines |= {answered, asked}
        await asyncio.gather(pass_on(near, asked), pass_on(far, answered))
        self._lines -= {answered, asked}


async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Write what is read until it ends."""
    with suppress(OSError):
        while some := await reader.read(READS):
            writer.write(some)
            await writer.drain()
    writer.close()


@contextmanager
def cable_to(host: str, port: int, at: Sequence[str] = LOOPBACK) -> Iterator[Cable]:
    """Yield a cable that leads somewhere; nothing of it is left afterwards."""
    cable = Cable(host, port, at)
    lying = threading.Thread(target=cable.lay, daemon=True)
    lying.start()
    cable.wait()
    try:
        yield cable
    finally:
        cable.take_away()
        lying.join(WITHIN)
