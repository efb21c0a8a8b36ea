"""Draw a QR code as the path of an SVG: made here, so that no secret is shown to a service that draws."""

from __future__ import annotations

from dataclasses import dataclass

import segno


@dataclass(frozen=True, slots=True)
class Drawing:
    """A square of so many modules, its quiet zone included, and the path of the dark ones."""

    size: int
    path: str


QUIET = 4


def drawn(text: str) -> Drawing:
    """Return a text as a QR code."""
    rows = [bytes(row) for row in segno.make_qr(text, error="m").matrix]
    runs = (f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    return Drawing(len(rows) + 2 * QUIET, "".join(runs))
