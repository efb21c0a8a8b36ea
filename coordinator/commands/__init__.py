"""The commands of `coordinator`, one small module each; a module's `register` adds its parser.

A parser sets `run`, which takes the parsed arguments and returns the exit status: 0 done, 1 found something wrong,
2 could not begin.
"""

from __future__ import annotations

import argparse
from typing import TypeAlias

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 argparse gives it no other name
