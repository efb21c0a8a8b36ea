"""What travels of reports: what is asked for, and what a report, a list of them and a decision look like."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from coordinator.http.wire import Code, Page, PageQuery, View, Wire
from operations.policy import Action
from operations.reports.codes import Basis, Direction, RemarkKind, ReportKind, ReportState, Share
from operations.reports.kinds import ShownBody
from operations.reports.listing import Filters

Sort = Literal[
    "number", "-number", "kind", "-kind", "airport", "-airport", "country", "-country", "state", "-state",
    "received_at", "-received_at", "occurred_at", "-occurred_at", "report_on", "-report_on",
]  # fmt: skip


class ReportPath(Wire):
    """The address of a report."""

    code: Code
    id: Annotated[str, StringConstraints(min_length=1, max_length=36)]


class Narrowed(Wire):
    """What a list of reports is narrowed to and sorted by."""

    kind: ReportKind | None = None
    state: ReportState | None = None
    airport: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    commodity: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")] | None = None
    basis: Basis | None = None
    day_from: date | None = None
    day_to: date | None = None
    complete: Literal["yes", "no"] | None = None
    referral: Literal["open", "done"] | None = None
    q: Annotated[int, Field(ge=1, le=10**9)] | None = None
    sort: Sort = "-received_at"

    def filters(self) -> Filters:
        """Return the same as the domain names it."""
        return Filters(
            kind=self.kind,
            state=self.state,
            airport=self.airport,
            country=self.country,
            commodity=self.commodity,
            basis=self.basis,
            day_from=self.day_from,
            day_to=self.day_to,
            number=self.q,
            complete=None if self.complete is None else self.complete == "yes",
            referral_open=None if self.referral is None else self.referral == "open",
            sort=self.sort,
        )


class ReportsQuery(PageQuery, Narrowed):
    """A part of the reports."""


class FileQuery(Narrowed):
    """The reports as a file, in a language; as shown, so without a page."""

    language: Literal["en", "fr", "es", "pt", "ar"] = "en"


class Version(Wire):
    """The version a decision was made upon."""

    version: int


class GoodsView(View):
    """One commodity of a seizure, as it was entered."""

    commodity: str
    quantity: str
    unit: str


class IntoView(View):
    """What a report was merged into; both null where the reader may not read that one."""

    id: str | None
    number: int | None


class ShareView(View):
    """Who else has a share in a seizure; the merged report is named to those who may open it."""

    airport: str | None
    country: str | None
    share: Share
    id: str | None
    number: int | None


class CompletenessView(View):
    """How many of the fields that a complete report of its kind answers are answered, and which are not."""

    filled: int
    of: int
    missing: list[str]


class ReportRow(View):
    """A report as lists show it, in the edition its reader sees. `persons` is null where one may not know."""

    id: str
    number: int
    kind: ReportKind
    airport: str | None
    country: str | None
    state: ReportState
    held_for: str | None
    question_open: bool
    late: bool
    beyond_limits: bool
    edition: int
    validated_edition: int | None
    version: int
    occurred_at: datetime | None
    occurred_on: date | None
    report_on: date | None
    shift: str | None
    received_at: datetime
    direction: Direction | None
    origin: str | None
    destination: str | None
    basis: Basis | None
    goods: list[GoodsView]
    persons: int | None
    merged_into: IntoView | None
    completeness: CompletenessView | None
    referral_due_at: datetime | None


class Others(View):
    """What those see who are neither at the airport, nor its contact point, nor the OCU."""

    edition: int
    without: list[str]


UnitName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
"""A coordination unit, as the plan names it."""


class QueueQuery(PageQuery):
    """A part of the queue; `unit` names the coordination unit whose countries it is narrowed to."""

    unit: UnitName | None = None


class CorrectionView(View):
    """What was corrected and why: the edition that counts so far, else the one before, beside the one that waits."""

    before: ShownBody
    after: ShownBody
    reason: str


class QueuedReport(ReportRow):
    """A report that waits for a decision, what others see of it meanwhile, and what a correction changed."""

    others_see: Others | None
    corrected: CorrectionView | None


class ReportsPage(Page[ReportRow]):
    """A part of the reports, and how many there are in all; not `counted_all`: so many at least.

    Where not all were counted, a part may hold fewer than asked for, or none, and yet go on.
    """

    total: int
    counted_all: bool


class QueuePage(Page[QueuedReport]):
    """What waits, the oldest first: how many, and since when."""

    count: int
    oldest_at: datetime | None


class EditionView(View):
    """One edition of a report, with the reason it was made for."""

    edition: int
    at: datetime
    received_at: datetime
    phone_at: datetime | None
    reason: str
    body: ShownBody
    note: str


class RemarkView(View):
    """A question put to the airport, or the reason of a withdrawal, of a merge, or of its undoing."""

    id: str
    kind: RemarkKind
    edition: int
    text: str
    at: datetime
    answered_at: datetime | None


class OtherReturn(View):
    """The return of the same kind that counts for the same airport and day."""

    id: str
    number: int


class ReportView(ReportRow):
    """A report opened.

    `voided`: results of its day void a nil. `other_return`: why a second return is held, the one that counts.
    `nameless`: its country gives no nominal data, and what could name a person is left out.
    """

    zone: str | None
    voided: bool
    other_return: OtherReturn | None
    body: ShownBody
    note: str
    nameless: bool
    persons_hidden: bool
    editions: list[EditionView]
    remarks: list[RemarkView]
    shares: list[ShareView]
    others_see: Others | None
    may: list[Action]


class ReceiptView(View):
    """The receipt of a report: its number, when it arrived by our clock, and whether it counts or is held.

    `voided`: its day has results, which void a nil. `other_return`: the return that counts for the day already.
    `referral_due_at`: by when those still to be referred should be, null where nobody is.
    """

    id: str
    number: int
    state: ReportState
    held_for: str | None
    voided: bool
    other_return: OtherReturn | None
    edition: int
    version: int
    received_at: datetime
    referral_due_at: datetime | None
    seq: int


class DecidedView(View):
    """What became of one report among several."""

    id: str
    ok: bool
    version: int | None
    code: str | None
    params: dict[str, Any]
    message: str | None


class DecisionsView(View):
    """What became of each, in the order they were named."""

    results: list[DecidedView]
