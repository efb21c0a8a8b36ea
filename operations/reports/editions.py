"""Write what a report says and what is said of it, and tell the log; the actions decide, this only writes."""

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from sqlalchemy import update

from operations.events.fact import digest_of
from operations.reports.completeness import completeness
from operations.reports.kinds import Body, Hit, Incident, Seizure, ShownBody
from operations.reports.models import PersonsPart, Remark, Report, ReportEdition
from operations.reports.quantities import in_step, to_steps
from operations.reports.referral import unreferred
from realtime.prepared import write_new

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from operations.planning.models import Operation
    from realtime.log import Fact
    from realtime.transaction import Tx

BODY: TypeAdapter[Body] = TypeAdapter(Body)
SHOWN: TypeAdapter[ShownBody] = TypeAdapter(ShownBody)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How a submission reached us: when by our clock, and under which id of its own."""

    received_at: datetime
    submission_id: str


@dataclass(frozen=True, slots=True)
class Written:
    """An edition as the log vouches for it: a digest of what it says, persons included, and one of its note."""

    digest: str
    note_digest: str | None
    salt: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an edition, which nobody has written yet; what it says of persons is a row of its own."""

    edition: ReportEdition
    persons: PersonsPart | None

    def write(self, tx: Tx) -> None:
        """Write them; the report's own is there."""
        write_new(tx.session, self.edition)
        if self.persons is not None:
            write_new(tx.session, self.persons)


def edition_of(
    tx: Tx, report: Report, body: Body, arrival: Arrival, *, note: str, phone_at: str | None, reason: str = ""
) -> Rows:
    """Return the rows of a report's present edition."""
    said = body.model_dump(mode="json", exclude_none=True)
    persons = said.pop("persons", None)
    edition = ReportEdition(
        report_id=report.id,
        edition=report.edition,
        submission_id=arrival.submission_id,
        body=_dumps(said),
        note=note,
        reason=reason,
        salt=secrets.token_hex(16),
        occurred_at=report.occurred_at,
        occurred_on=report.occurred_on,
        report_on=report.report_on,
        shift=report.shift,
        phase=report.phase,
        late=report.late,
        beyond_limits=report.beyond_limits,
        direction=said.get("direction"),
        basis=body.basis.value if isinstance(body, Seizure) else None,
        commodities=_commodities(body),
        incomplete=_is_incomplete(said),
        actor_id=tx.actor_id,
        at=tx.now,
        received_at=arrival.received_at,
        phone_at=_phone_time(phone_at),
    )
    report.referral_open = unreferred(body) > 0
    part = None
    if persons:
        part = PersonsPart(
            report_id=report.id,
            edition=report.edition,
            operation_id=report.operation_id,
            circle=report.home,
            body=_dumps(persons),
        )
    return Rows(edition, part)


def vouched(edition: ReportEdition, persons: PersonsPart | None) -> Written:
    """Return the digests of an edition as it stands; the note's is its own, for a note may be erased."""
    said = f"{edition.body}\n{persons.body if persons else ''}"
    note_digest = digest_of(edition.note, edition.salt) if edition.note else None
    return Written(digest_of(said, edition.salt), note_digest, edition.salt)


def body_of(session: Session, report: Report, edition: int) -> Body:
    """Return what an edition said, persons included."""
    key = report.id, edition
    return whole(session.get_one(ReportEdition, key), session.get(PersonsPart, key))


def whole(edition: ReportEdition, persons: PersonsPart | None) -> Body:
    """Return what an edition and its row on persons say together."""
    said: dict[str, Any] = json.loads(edition.body)
    if persons is not None:
        said["persons"] = json.loads(persons.body)
    # As JSON, not as Python: strict types are then read as the wire wrote them.
    return BODY.validate_json(_dumps(said))


def take_as_validated(session: Session, report: Report, number: int | None) -> None:
    """Let an edition count as validated, or none; when that was is kept with the report."""
    edition = None if number is None else session.get_one(ReportEdition, (report.id, number))
    report.validated_edition = number
    report.validated_occurred_at = None if edition is None else edition.occurred_at
    report.validated_on = None if edition is None else edition.report_on
    report.validated_shift = "" if edition is None else edition.shift


def shown(edition: ReportEdition, persons: list[dict[str, Any]] | None, *, nameless: bool) -> ShownBody:
    """Return what an edition says to a reader; `persons` is None where those met may not be known.

    Who may not know them is not told which other reports it belongs with either: those may be of persons. `nameless`
    leaves out the waybill, which names whoever sent the goods and whom they were for.
    """
    said: dict[str, Any] = json.loads(edition.body)
    if said["kind"] == "seizure":
        said |= {"persons": persons} if persons is not None else {"persons": None, "related": None}
        said |= {"awb": None} if nameless else {}
    elif said["kind"] == "victims":
        said |= {"persons": persons}
    return SHOWN.validate_json(_dumps(said))


def write_remark(tx: Tx, report: Report, kind: str, text: str) -> Remark:
    """Write what somebody said of a report: a `question`, or the reason of a `withdrawal`."""
    remark = Remark(
        id=str(uuid.uuid4()),
        report_id=report.id,
        operation_id=report.operation_id,
        circle=report.home,
        kind=kind,
        edition=report.edition,
        text=text,
        salt=secrets.token_hex(16),
        actor_id=tx.actor_id,
        at=tx.now,
    )
    tx.session.add(remark)
    return remark


def answer_questions(tx: Tx, report: Report) -> None:
    """Close what was asked of a report."""
    if not report.question_open:
        return
    report.question_open = False
    tx.session.execute(
        update(Remark)
        .where(Remark.report_id == report.id, Remark.kind == "question", Remark.answered_at.is_(None))
        .values(answered_at=tx.now)
    )


def happened(tx: Tx, operation: Operation, report: Report, fact: Fact, *, circle: str) -> None:
    """Record a fact about a report, and say which report the boards must show anew."""
    tx.record(operation.stream_id, fact, subject=f"report:{report.id}", circle=circle)
    report.seq = tx.seq(operation.stream_id)
    tx.gathered["reports"].append((operation, report))


def lead_of(body: Body) -> dict[str, Any] | None:
    """Return what one line of a log says of a report: a seizure's first goods, the codes of a hit or incident."""
    if isinstance(body, Hit):
        return {"database": body.database.value, "verification": body.verification.value}
    if isinstance(body, Incident):
        return {"incident": body.type.value, "severity": body.severity.value}
    if not isinstance(body, Seizure):
        return None
    first = body.goods[0]
    return {
        "commodity": first.commodity,
        "steps": to_steps(first.quantity, first.unit),
        "unit": in_step(first.unit),
        "more": len(body.goods) - 1,
    }


def _commodities(body: Body) -> str:
    codes = sorted({goods.commodity for goods in body.goods}) if isinstance(body, Seizure) else []
    return f" {' '.join(codes)} "


def _is_incomplete(said: dict[str, Any]) -> bool:
    found = completeness(said)
    return found is not None and bool(found.missing)


def _phone_time(text: str | None) -> datetime | None:
    """Return a phone's idea of the time, or None for one that makes no sense: nothing depends on it."""
    try:
        said = datetime.fromisoformat(text) if text else None
        return said if said is None else (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # the latter for the first and the last day there is, in another zone
        return None


def _dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
