"""Do long work beside the loop that boards and requests share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from gevent import get_hub, monkey

from operations.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def beside(work: Callable[..., T], *args: Any) -> T:  # noqa: ANN401 whatever the work takes
    """Return what the work returns, done in a thread of its own while the others go on.

    Where threads are not gevent's (a command, a test) nobody else is held up, and it is done at once.
    """
    if not monkey.is_module_patched("threading"):
        return work(*args)
    done: T | Refusal = get_hub().threadpool.apply(_done, (work, *args))
    if isinstance(done, Refusal):
        raise done
    return done


def _done(work: Callable[..., T], *args: Any) -> T | Refusal:  # noqa: ANN401 whatever the work takes
    # Of what a thread of the pool raises gevent prints the trace: a file that cannot be read is no fault of the server.
    try:
        return work(*args)
    except Refusal as refusal:
        return refusal
