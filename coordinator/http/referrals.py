"""The referral step: recorded upon a report of victims and migrants."""

from __future__ import annotations

from coordinator.http.calls import Write
from coordinator.http.doors import Doors
from coordinator.http.reports import receipt_of
from coordinator.http.reports_wire import ReceiptView, ReportPath
from operations.planning import queries as planning
from operations.policy import Action
from operations.reports import actions
from operations.reports.editions import Arrival
from operations.reports.kinds import RecordReferral

doors = Doors("referrals", tag="Reports")


@doors.write("POST", "/operations/<code>/reports/<id>/referrals", Action.REFERRAL_RECORD, answer=ReceiptView)
def record_referral(call: Write, path: ReportPath, body: RecordReferral) -> ReceiptView:
    """Record that persons met were referred."""
    operation = planning.operation(call.tx.session, call.actor, path.code)
    arrival = Arrival(call.received_at, call.idempotency_key)
    receipt = receipt_of(call, actions.record_referral(call.tx, call.actor, operation, path.id, body, arrival))
    # The receipt is for the step; the report keeps the instant at which it first arrived.
    return receipt.model_copy(update={"received_at": call.received_at})
