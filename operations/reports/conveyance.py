"""How a carrier, a flight and an air waybill are written. Pure.

Patterns are searched by pydantic's own engine, so they are anchored and use nothing that needs looking around.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

CARRIER: Final = r"^([A-Z][A-Z0-9]|[0-9][A-Z]|[A-Z]{3})$"
"""An airline by its IATA designator (two, at least one of them a letter) or its ICAO one (three letters)."""

FLIGHT_NUMBER: Final = r"^[1-9][0-9]{0,3}[A-Z]?$"
"""The number behind the carrier, without leading zeros, so that TP 088 and TP 88 are one flight."""

AWB: Final = r"^[0-9]{3}-[0-9]{8}$"
"""An air waybill: the carrier's prefix and a serial whose last digit is a check."""

WRITTEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "carrier": "A carrier's code has two or three characters: TP, TAP.",
        "flight_number": "A flight number is written without its carrier and without zeros before it: 88 for TP088.",
        "awb": "A waybill is written as 047-12345675: three digits, then eight, of which the last checks the others.",
    }
)
"""How each is written, for whoever wrote it otherwise."""


def has_right_check_digit(awb: str) -> bool:
    """Say whether a waybill's last digit is its serial modulo seven, so that one misread digit is noticed."""
    serial = awb.partition("-")[2]
    return int(serial[:7]) % 7 == int(serial[7])
