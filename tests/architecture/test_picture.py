"""The picture of how fast it is shows what was measured last."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

from tests.bench.picture import KEPT, drawn
from tests.support.source import ROOT


def test_the_picture_of_performance_is_of_the_figures_beside_it() -> None:
    kept = KEPT.read_text(encoding="utf-8")
    assert kept == drawn(json.loads((ROOT / "docs/performance.json").read_text(encoding="utf-8")))
    assert ET.fromstring(kept).attrib["role"] == "img"  # noqa: S314 we wrote it
