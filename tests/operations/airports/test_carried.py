"""The catalogue as a device carries it: the sample by which the front end's search is held to the server's."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any, Final

from operations.airports.carried import packed
from operations.airports.catalogue import airports, search

SAMPLE: Final = Path(__file__).parents[3] / "frontend" / "src" / "reporting" / "airports.sample.json"


def sample() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return found


def test_the_sample_is_what_the_server_packs_and_answers() -> None:
    said = sample()
    letters = said["carried"]["iata"]
    chosen = [letters[at : at + 3] for at in range(0, len(letters), 3)]
    assert packed(airports()[iata] for iata in chosen) == said["carried"]
    for typed, codes in said["answers"].items():
        found = [each.iata for each in search(typed, limit=len(airports())).airports if each.iata in chosen]
        assert found == codes, typed


def test_every_airport_is_carried_and_what_stands_for_a_city_stands_in_no_name() -> None:
    carried = packed(airports().values())
    assert len(carried["iata"]) == 3 * len(airports())
    assert len(carried["names"]) == len(carried["cities"]) == sum(ground[2] for ground in carried["grounds"])
    assert not any("$" in found.name or "$" in found.city for found in airports().values())


def test_it_goes_down_a_slow_line_in_a_few_seconds() -> None:
    written = json.dumps(packed(airports().values()), ensure_ascii=False, separators=(",", ":")).encode()
    assert len(gzip.compress(written)) < 120_000
