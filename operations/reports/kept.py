"""Know the reports of a file that an operation has already: what left as a workbook must not count twice on its return.

Reports are the same where they say the same of the same airport, however their numbers were written. A note is not
compared: not everybody who takes a file has it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import and_, select

from operations.reports.columns import MARKED
from operations.reports.editions import BODY
from operations.reports.models import PersonsPart, Report, ReportEdition

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.reports.kinds import Body

_STANDING: Final = ("submitted", "validated", "held")


def standing(session: Session, operation_id: str, kinds: Collection[str]) -> frozenset[str]:
    """Return what the reports of some kinds say that were not taken back, each as `told` says it."""
    current = and_(ReportEdition.report_id == Report.id, ReportEdition.edition == Report.edition)
    persons = and_(PersonsPart.report_id == Report.id, PersonsPart.edition == Report.edition)
    query = (
        select(Report.airport, ReportEdition.body, PersonsPart.body)
        .join(ReportEdition, current)
        .outerjoin(PersonsPart, persons)
        .where(Report.operation_id == operation_id, Report.kind.in_(sorted(kinds)), Report.state.in_(_STANDING))
    )
    found = set()
    for airport, said, met in session.execute(query):
        body: dict[str, Any] = json.loads(said) | ({"persons": json.loads(met)} if met else {})
        found.add(told(airport, BODY.validate_json(json.dumps(body))))
    return frozenset(found)


def told(airport: str | None, body: Body) -> str:
    """Return what a report says, the same for the same however its numbers were written."""
    return json.dumps([airport, _plain(body.model_dump(mode="json"))], sort_keys=True)


def _plain(said: Any, name: str = "") -> Any:  # noqa: ANN401 whatever a body holds
    if isinstance(said, dict):
        return {each: _plain(value, each) for each, value in said.items()}
    if isinstance(said, list):
        return [_plain(each) for each in said]
    return str(Decimal(said).normalize()) if name in MARKED and isinstance(said, str) else said
