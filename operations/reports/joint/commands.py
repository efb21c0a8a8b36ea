"""What the OCU decides about reports that may speak of one seizure, as the wire has it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from operations.reports.codes import Share
from operations.reports.kinds import Versioned, Wire

Reason = Annotated[str, Field(min_length=3, max_length=500)]


class MergeReports(Wire):
    """Two reports of one seizure: the one that stays counts, the other is withdrawn and credited with its share."""

    survivor: Versioned
    merged: Versioned
    share: Share
    reason: Reason


class DismissPair(Wire):
    """Two reports that speak of two seizures, however alike they are."""

    first_id: Annotated[str, Field(max_length=36)]
    second_id: Annotated[str, Field(max_length=36)]
    reason: Reason
