"""Long work beside the loop: what it refuses is an answer, and no fault in the server's log."""

from __future__ import annotations

import subprocess
import sys

REFUSING = """
from gevent import monkey
monkey.patch_all()
from coordinator.beside import beside
from operations.errors import Refusal

def read(raw):
    raise Refusal("file:empty", "The file is empty.")

try:
    beside(read, b"")
except Refusal as refusal:
    print(refusal.code)
"""


def test_a_refusal_of_work_done_beside_the_loop_is_raised_and_leaves_no_trace_in_the_log() -> None:
    done = subprocess.run([sys.executable, "-c", REFUSING], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("file:empty", "")
