"""JSON that is packed once and sent many times."""

from __future__ import annotations

import json

import pytest

from realtime.packed import dumps, loads, pack


def test_what_is_packed_arrives_as_if_it_had_been_written_in_its_place() -> None:
    rows = {"key": 'a "row" of São Paulo', "n": [1, 2]}
    packed = pack(rows)
    assert loads(dumps([{"ok": True, "step": packed, "again": [packed, packed]}, pack("")])) == [
        {"ok": True, "step": rows, "again": [rows, rows]},
        "",
    ]
    assert dumps({"a": 1, "ç": None}) == json.dumps({"a": 1, "ç": None}, ensure_ascii=False, separators=(",", ":"))


def test_what_is_no_json_is_not_sent() -> None:
    with pytest.raises(TypeError):
        dumps([object()])
