"""What the browser's reducer does with what a board is told (`frontend/src/feed/reducer.ts`), in Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Feed:
    """Rows by their keys at a position of the log, and whether they are the newest, asked for, or not believed."""

    rows: dict[str, Any] = field(default_factory=dict)
    seq: int = 0
    cursor: str | None = None
    status: str = "asking"
    doubted: bool = False
    kept: list[dict[str, Any]] = field(default_factory=list)

    def ask(self) -> None:
        """Note that a watch has been sent."""
        self.status = "asking"

    def doubt(self) -> None:
        """Believe nothing any more."""
        self.status, self.doubted = "asking" if self.status == "asking" else "behind", True

    def answer(self, step: dict[str, Any], cursor: str) -> None:
        """Take the answer to a watch, then the kept steps that follow from it."""
        if not is_step(step):
            self.status, self.doubted = "behind", True
            return
        first = step["after"] == 0
        self.status = "following"
        if first:
            self._replace(step, cursor)
            self.doubted = False
        else:
            self._apply(step, cursor)
            if self.doubted:
                self.status = "behind"
                return
            self.cursor = cursor
        kept, self.kept = sorted(self.kept, key=lambda each: (each["after"], each["upto"])), []
        for each in kept:
            self.receive(each)

    def receive(self, step: dict[str, Any]) -> None:
        """Take a step that arrived: keep it, apply it, ignore it, or fall behind because something is missing."""
        if not is_step(step):
            self.doubt()
        elif self.status != "following":
            self.kept.append(step)
        elif step["after"] > self.seq:
            self.status, self.kept = "behind", [step]
        else:
            self._apply(step, step["cursor"])

    def beat(self, upto: int) -> None:
        """Hear how far the log has come."""
        if self.status == "following" and upto > self.seq:
            self.status = "behind"

    def _apply(self, step: dict[str, Any], cursor: str) -> None:
        if step["after"] > self.seq or step["upto"] <= self.seq:
            return
        if step["after"] == 0:
            self._replace(step, cursor)
        elif step["after"] == self.seq and not set(step["gone"]) <= self.rows.keys():
            self.doubt()
        else:
            self._put(step, cursor)

    def _replace(self, step: dict[str, Any], cursor: str) -> None:
        self.rows = {}
        self._put(step, cursor)

    def _put(self, step: dict[str, Any], cursor: str) -> None:
        for key in step["gone"]:
            self.rows.pop(key, None)
        self.rows |= {put["key"]: put["row"] for put in step["put"]}
        self.seq, self.cursor = step["upto"], cursor


def is_step(told: Any) -> bool:  # noqa: ANN401 any JSON
    """Say whether what was told can be a step."""
    try:
        puts, gone = {put["key"] for put in told["put"] if isinstance(put["row"], dict)}, told["gone"]
        in_order = 0 <= told["after"] <= told["upto"]
        return in_order and len(puts) == len(told["put"]) and not (puts & set(gone) or (told["after"] == 0 and gone))
    except (TypeError, KeyError):
        return False
