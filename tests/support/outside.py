"""Keep the tests on this machine: what only passes with the network there passes for the wrong reason."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

LOOPBACK = ("127.", "::1", "localhost")
OUR_NETWORKS = ("198.18.",)
"""Set aside for trials of networks (RFC 2544): on no machine but those that a test makes of namespaces."""


class Outside(ConnectionError):
    """A test tried to reach another machine."""


@contextmanager
def refused() -> Iterator[None]:
    """Refuse connections of this process to anywhere but the loopback."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:  # noqa: ANN401 its form depends on the family
        if self.family in {socket.AF_INET, socket.AF_INET6} and not str(address[0]).startswith(LOOPBACK + OUR_NETWORKS):
            raise Outside(address)
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_here)
        yield
