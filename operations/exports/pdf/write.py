"""Set a paper with typst."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import typst

from operations.exports.pdf.paper import Paper

_HERE: Final = Path(__file__).parent
_TEMPLATE: Final = _HERE / "paper.typ"
_FONTS: Final = _HERE / "fonts"


def write_pdf(paper: Paper) -> bytes:
    """Return a paper as PDF. Slow (some tenths of a second): never to be called on the loop that boards live on."""
    return typst.compile(
        _TEMPLATE,
        root=_HERE,
        font_paths=[_FONTS],
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(asdict(paper), ensure_ascii=False)},
        format="pdf",
    )
