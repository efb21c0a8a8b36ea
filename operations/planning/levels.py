"""The catalogue of control measures, and the levels that bundle them.

A level is what the plan asks of an airport during a phase; its measures are what an officer
confirms to be in force. A plan may ask for more than a level bundles, but only for what is here.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Level(StrEnum):
    """How tight controls are, from every day's to everything an airport can do."""

    baseline = "baseline"
    heightened = "heightened"
    maximum = "maximum"


class ControlMeasure(StrEnum):
    """One thing officers do at an airport while a level is in force."""

    profile_arrivals = "profile_arrivals"
    profile_departures = "profile_departures"
    profile_all_transit = "profile_all_transit"
    check_passenger_lists = "check_passenger_lists"
    check_databases = "check_databases"
    search_hand_baggage = "search_hand_baggage"
    xray_hold_baggage = "xray_hold_baggage"
    search_hold_baggage = "search_hold_baggage"
    body_scan = "body_scan"
    dog_patrol = "dog_patrol"
    trace_detection = "trace_detection"
    search_aircraft = "search_aircraft"
    check_crew = "check_crew"
    screen_cargo = "screen_cargo"
    screen_mail_express = "screen_mail_express"
    check_cash_declarations = "check_cash_declarations"
    interview_vulnerable = "interview_vulnerable"


_BASELINE = (
    ControlMeasure.profile_arrivals,
    ControlMeasure.check_databases,
    ControlMeasure.xray_hold_baggage,
)
_HEIGHTENED = (
    *_BASELINE,
    ControlMeasure.profile_departures,
    ControlMeasure.profile_all_transit,
    ControlMeasure.check_passenger_lists,
    ControlMeasure.search_hand_baggage,
    ControlMeasure.dog_patrol,
    ControlMeasure.screen_mail_express,
    ControlMeasure.interview_vulnerable,
)
_MAXIMUM = (*_HEIGHTENED, *(m for m in ControlMeasure if m not in _HEIGHTENED))

BUNDLES: Final[Mapping[Level, tuple[ControlMeasure, ...]]] = MappingProxyType(
    {
        Level.baseline: _BASELINE,
        Level.heightened: _HEIGHTENED,
        Level.maximum: _MAXIMUM,
    }
)
