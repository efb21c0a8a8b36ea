"""JSON that is packed once and sent many times."""

from __future__ import annotations

import json

import pytest

from realtime.packed import Packed, dumps, loads


def test_what_is_packed_arrives_as_if_it_had_been_written_in_its_place() -> None:
    rows = {"key": 'a "row" of São Paulo', "n": [1, 2]}
    packed = Packed(rows)
    assert loads(dumps([{"ok": True, "step": packed, "again": [packed, packed]}, Packed("")])) == [
        {"ok": True, "step": rows, "again": [rows, rows]},
        "",
    ]
    assert dumps({"a": 1, "ç": None}) == json.dumps({"a": 1, "ç": None}, ensure_ascii=False, separators=(",", ":"))


def test_what_is_no_json_is_not_sent() -> None:
    with pytest.raises(TypeError):
        dumps([object()])
