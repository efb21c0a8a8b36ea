"""Machines of a network that are none: namespaces of Linux, each with a line to the database and one to its boards."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TO_THE_DATABASE, TO_BOARDS = "d", "b"


@dataclass(frozen=True)
class Host:
    """A network of its own, whose two lines can be cut: what is sent then gets lost, and nobody is told."""

    number: int

    @property
    def name(self) -> str:
        """Return what `ip netns` calls it; of two runs at once neither meets the other."""
        return f"ops{os.getpid()}-{self.number}"

    @property
    def within(self) -> tuple[str, ...]:
        """Return what runs a command there."""
        return (_ip(), "netns", "exec", self.name)

    def near(self, line: str) -> str:
        """Return the address of a line's end on this machine."""
        return self._network(line) + ".1"

    def far(self, line: str) -> str:
        """Return the address of its end there."""
        return self._network(line) + ".2"

    def _network(self, line: str) -> str:
        return f"198.18.{self.number + (100 if line == TO_BOARDS else 0)}"

    def _end(self, line: str, side: str) -> str:
        return f"{line}{side}{self.number}x{os.getpid()}"

    def lay(self) -> None:
        """Make it."""
        _do("netns", "add", self.name)
        for line in (TO_THE_DATABASE, TO_BOARDS):
            near, far = self._end(line, "n"), self._end(line, "f")
            _do("link", "add", near, "type", "veth", "peer", "name", far, "netns", self.name)
            _do("addr", "add", f"{self.near(line)}/24", "dev", near)
            _do("-n", self.name, "addr", "add", f"{self.far(line)}/24", "dev", far)
            _do("-n", self.name, "link", "set", far, "up")
            _do("link", "set", near, "up")
        _do("-n", self.name, "link", "set", "lo", "up")

    def cut(self, line: str) -> None:
        """Cut a line at the end of whoever is asked: whoever asks hears nothing any more."""
        self._set(line, "down")

    def join(self, line: str) -> None:
        """Let it carry again."""
        self._set(line, "up")

    def _set(self, line: str, state: str) -> None:
        if line == TO_BOARDS:
            _do("-n", self.name, "link", "set", self._end(line, "f"), state)
        else:
            _do("link", "set", self._end(line, "n"), state)

    def clear(self) -> None:
        """Take it away, and its lines with it."""
        _do("netns", "del", self.name)


@contextmanager
def hosts(count: int) -> Iterator[list[Host]]:
    """Yield so many; nothing of them is left afterwards."""
    if os.geteuid() != 0:
        message = "several hosts are made of network namespaces, which takes root: run `make test-long` as root"
        raise PermissionError(message)
    with ExitStack() as ending:
        made = [Host(number) for number in range(1, count + 1)]
        for each in made:
            ending.callback(each.clear)
            each.lay()
        yield made


def _ip() -> str:
    found = shutil.which("ip")
    if found is None:
        message = "several hosts are made of network namespaces, and there is no `ip`: apt-get install iproute2"
        raise FileNotFoundError(message)
    return found


def _do(*words: str) -> None:
    done = subprocess.run([_ip(), *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = f"ip {' '.join(words)}: {done.stderr.strip()}; network namespaces must be allowed here"
        raise RuntimeError(message)
