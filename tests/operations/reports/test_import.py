"""A file of reports: whatever a spreadsheet makes of it is read, or said to be wrong by row and column."""

from __future__ import annotations

import pytest

from operations.errors import Refusal
from operations.reports import sheets
from operations.reports.codes import ReportKind
from operations.reports.columns import COLUMNS
from operations.reports.imports import Parsed, parse
from operations.reports.kinds import Activity, Hit, Incident, Nil, Seizure, Summary, Victims

HEADER = "airport,occurred,direction,origin,conveyance,commodity,quantity,unit,note"
GRU = "GRU,2026-11-17T05:00,arrival,BOG,air_passenger,cocaine,4.2,kg,São Paulo"


def lines(*rows: str) -> str:
    return "\r\n".join(rows) + "\r\n"


def good(parsed: Parsed) -> Parsed:
    assert list(parsed.wrong) == []
    return parsed


def faults(text: str, kind: ReportKind | None = None) -> list[tuple[int, str, str, str]]:
    return [(each.row, each.column, each.value, each.code) for each in parse(text.encode(), "POINT", kind).wrong]


def with_cell(column: str, value: str) -> str:
    names = HEADER.split(",")
    cells = [value if name == column else cell for name, cell in zip(names, GRU.split(","), strict=True)]
    return lines(HEADER, ",".join(cells))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_of_spreadsheets_are_read(encoding: str, separator: str) -> None:
    text = lines(HEADER, GRU).replace(",", separator)
    (row,) = good(parse(text.encode(encoding), "POINT")).rows
    assert isinstance(row.body, Seizure)
    assert (row.row, row.airport, row.body.goods[0].quantity, row.note) == (2, "GRU", "4.2", "São Paulo")


def test_a_note_comes_in_without_what_turns_the_words_around_it() -> None:
    (row,) = good(parse(with_cell("note", "\u202enot\u202c me").encode(), "POINT")).rows
    assert row.note == "not me"


def test_marks_of_direction_are_no_part_of_a_heading_a_code_a_number_or_a_date() -> None:
    text = lines(
        "\u200fairport,\u202eoccurred,direction,origin,conveyance,commodity,quantity,unit",
        "\u200fGRU,\u200f2026-11-17T05:00\u200e,\u2066arrival\u2069,BOG\u061c,air_passenger,cocaine,\u200e4.2,kg\u200f",
    )
    (row,) = good(parse(text.encode(), "POINT")).rows
    (plain,) = good(parse(lines(HEADER, GRU).encode(), "POINT")).rows
    assert (row.airport, row.body) == (plain.airport, plain.body)


def test_headings_may_come_in_any_order_and_case() -> None:
    names, cells = HEADER.split(","), GRU.split(",")
    text = lines(",".join(name.title() for name in reversed(names)), ",".join(reversed(cells)))
    assert good(parse(text.encode(), "POINT")).rows[0].airport == "GRU"


def test_codes_may_be_typed_with_spaces_and_capitals() -> None:
    text = with_cell("conveyance", "Air Passenger").replace("GRU,", "gru,")
    row = good(parse(text.encode(), "POINT")).rows[0]
    assert (row.airport, isinstance(row.body, Seizure) and row.body.conveyance.value) == ("GRU", "air_passenger")


def test_a_column_nobody_knows_is_named() -> None:
    assert faults(lines(f"{HEADER},colour", f"{GRU},red")) == [(1, "colour", "colour", "file:unknown_column")]


def test_every_fault_of_a_row_is_told_with_its_column_and_value() -> None:
    text = lines(HEADER, "GRU,17/11/2026,up,ZZZ,air_passenger,cocaine,4.2,kg,", GRU)
    assert faults(text) == [
        (2, "occurred", "17/11/2026", "invalid:occurred"),
        (2, "direction", "up", "invalid:enum"),
    ]
    assert len(parse(text.encode(), "POINT").rows) == 1


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("origin", "QQQ", "report:unknown_airport"),
        ("commodity", "sugar", "report:unknown_commodity"),
        ("unit", "hour", "quantity:wrong_unit"),
        ("quantity", "-4", "quantity:negative"),
        ("quantity", "1E+09", "quantity:shortened"),
        ("quantity", "9" * 15, "quantity:absurd"),
        ("quantity", "9" * 30, "quantity:too_many_digits"),
        ("quantity", "0", "quantity:zero"),
        ("quantity", "4200", "quantity:unlikely"),
        ("quantity", "ten", "quantity:not_plain"),
    ],
)
def test_what_cannot_be_meant_is_told(column: str, value: str, code: str) -> None:
    ((_, _, _, found),) = faults(with_cell(column, value))
    assert found == code


@pytest.mark.parametrize(
    ("value", "code"),
    [("-5", "quantity:negative"), ("1e3", "quantity:shortened"), ("2.5", "invalid:int_type")],
)
def test_a_count_that_is_none_is_told_as_what_it_is(value: str, code: str) -> None:
    text = lines("airport,report_on,passengers_checked", f"LIS,2026-11-16,{value}")
    assert faults(text) == [(2, "passengers_checked", value, code)]


def test_more_persons_than_a_report_may_have_are_refused_without_being_written_out() -> None:
    for many in ("51", "999999999", "9" * 30):
        text = lines(f"{HEADER},persons,role", f"{GRU},{many},courier")
        assert {(row, code) for row, _, _, code in faults(text)} == {(2, "invalid:too_long")}, many


def test_a_part_that_cannot_be_read_is_no_second_fault_of_the_list_it_belongs_to() -> None:
    assert faults(with_cell("unit", "a very long name of a unit")) == [
        (2, "unit", "a very long name of a unit", "invalid:string_too_long")
    ]


def test_a_number_that_has_two_readings_is_refused_whatever_the_sign_told() -> None:
    semicolons = lines(HEADER, GRU).replace(",", ";").replace("4.2", "4,200")
    assert [each.code for each in parse(semicolons.encode(), "POINT").wrong] == ["quantity:ambiguous"]
    assert parse(semicolons.encode(), "COMMA").rows[0].body.goods[0].quantity == "4.200"  # type: ignore[union-attr]


def test_the_sign_told_is_the_sign_read_and_the_other_is_refused() -> None:
    semicolons = lines(HEADER, GRU).replace(",", ";")
    assert good(parse(semicolons.replace("4.2", "4,2").encode(), "COMMA")).read == 1
    assert [each.code for each in parse(semicolons.replace("4.2", "4,2").encode(), "POINT").wrong] == [
        "quantity:wrong_mark"
    ]


def test_a_decimal_comma_between_commas_makes_a_row_too_long_and_not_another_number() -> None:
    text = lines(HEADER, GRU.replace("4.2", "4,2"))
    assert faults(text) == [(2, "", "", "file:ragged")]


def test_blank_rows_are_passed_over_and_still_counted_by_the_row_numbers() -> None:
    text = lines(HEADER, "", ",,,,,,,,", GRU)
    assert good(parse(text.encode(), "POINT")).rows[0].row == 4


def test_persons_of_one_description_are_counted() -> None:
    text = lines(f"{HEADER},persons,role,sex,nationality", f"{GRU},2,courier,female,br")
    body = good(parse(text.encode(), "POINT")).rows[0].body
    assert isinstance(body, Seizure)
    assert [(each.role.value, each.sex.value, each.nationality) for each in body.persons] == [
        ("courier", "female", "BR")
    ] * 2


def test_activity_and_nil_are_told_by_their_columns_or_by_a_column_of_kinds() -> None:
    activity = parse(
        lines("airport,report_on,passengers_checked,checks_sltd", "LIS,2026-11-16,120,7").encode(), "POINT"
    )
    (row,) = good(activity).rows
    assert isinstance(row.body, Activity)
    assert (row.body.passengers_checked, dict(row.body.database_checks)) == (120, {"sltd": 7})
    nil = good(parse(lines("airport,report_on", "LIS,2026-11-16").encode(), "POINT"))
    assert isinstance(nil.rows[0].body, Nil)
    both = lines("kind,airport,report_on,passengers_checked", "Activity,LIS,2026-11-16,5", "nil,GRU,2026-11-16,")
    assert [row.body.kind for row in good(parse(both.encode(), "POINT")).rows] == ["activity", "nil"]
    assert faults(both.replace("nil,", "null,")) == [(3, "kind", "null", "invalid:enum")]


def test_all_totals_of_a_source_are_one_report_and_a_bad_one_leaves_it_out() -> None:
    header = "source,measure,commodity,outcome,value,unit,qualifier"
    rows = ["A partner,seizures,,,45,seizure,at least", "A partner,quantity,cannabis,,486,kg,exactly"]
    (row,) = good(parse(lines(header, *rows).encode(), "POINT")).rows
    assert isinstance(row.body, Summary)
    assert [(each.value, each.qualifier.value) for each in row.body.totals] == [("45", "at_least"), ("486", "exactly")]
    spoilt = parse(lines(header, *rows, "A partner,quantity,cannabis,,1,animal,exactly").encode(), "POINT")
    assert ([row.row for row in spoilt.rows], [each.row for each in spoilt.wrong]) == ([], [4])


def test_a_printed_mark_before_a_value_says_how_it_is_meant() -> None:
    header = "source,measure,commodity,outcome,value,unit,qualifier"
    rows = [f"A partner,seizures,,,{value},seizure,{said}" for value, said in ((">100", ""), ("~30", "about"))]
    (row,) = good(parse(lines(header, *rows, "A partner,seizures,currency,,≥ 3,seizure,").encode(), "POINT")).rows
    assert isinstance(row.body, Summary)
    meant = [(each.value, each.qualifier.value) for each in row.body.totals]
    assert meant == [("100", "at_least"), ("30", "about"), ("3", "at_least")]
    assert faults(lines(header, "A partner,seizures,,,>100,seizure,exactly")) == [
        (2, "qualifier", "exactly", "invalid:value")
    ]


def test_the_same_row_has_the_same_id_again_and_another_row_another() -> None:
    first, second = parse(lines(HEADER, GRU, GRU).encode(), "POINT").rows
    again = parse(lines(HEADER, GRU).replace(",", ";").encode("utf-16"), "POINT").rows[0]
    assert first.report_id("one") == again.report_id("one")
    assert len({first.report_id("one"), second.report_id("one"), first.report_id("another")}) == 3


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file:empty"),
        (b"PK\x03\x04rest", "file:damaged"),
        (b"%PDF-1.7", "file:not_text"),
        (b"\xd0\xcf\x11\xe0", "file:not_text"),
        (b"airport\0,occurred", "file:not_text"),
        (b"\x81\x8d\x8f", "file:not_text"),
        (b"name;colour\r\nx;y\r\n", "file:no_header"),
        (HEADER.encode(), "file:no_rows"),
        (b'airport,report_on\r\n"GRU,2026-11-16\r\n', "file:malformed"),
        (b"airport,airport\r\nGRU,GRU\r\n", "file:column_twice"),
        (b"airport" + b" " * sheets.LARGEST, "file:too_large"),
    ],
)
def test_a_file_of_the_wrong_type_or_size_is_refused_as_a_whole(raw: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse(raw, "POINT")
    assert refused.value.code == code


def test_a_template_that_lost_its_row_of_codes_is_told_so_whatever_its_names_for_people_happen_to_be() -> None:
    names = "Airport,Reporting day,Shift,Officers on controls,Officer-hours on controls,Persons met,Sens"
    with pytest.raises(Refusal, match="row of codes is missing") as refused:
        parse(lines(names, "GRU,2026-11-16,,4,32,,").encode(), "POINT")
    assert refused.value.code == "file:no_header"


def test_a_column_in_which_nothing_stands_needs_no_heading() -> None:
    good(parse(lines(f"{HEADER},,", f"{GRU},,").encode(), "POINT"))
    assert faults(lines(f"{HEADER},,", f"{GRU},,x")) == [(1, "", "", "file:unknown_column")]


def test_a_file_that_would_hold_up_others_for_long_is_to_be_split() -> None:
    def days(rows: int) -> bytes:
        return lines("airport,report_on", *["GRU,2026-11-16"] * rows).encode()

    assert good(parse(days(sheets.MOST_ROWS) + b"\r\n", "POINT")).read == sheets.MOST_ROWS
    with pytest.raises(Refusal, match="Split it into several files") as refused:
        parse(days(sheets.MOST_ROWS + 1), "POINT")
    assert (refused.value.code, sheets.MOST_ROWS) == ("file:too_many_rows", 1_500)


def test_a_table_wider_than_any_of_ours_is_refused_before_its_headings_are_compared() -> None:
    for header in ("airport," * 50_000, ",".join(f"c{n}" for n in range(50_000)) + "," + HEADER, HEADER + "," * 300):
        with pytest.raises(Refusal) as refused:
            parse(lines(header, GRU).encode(), "POINT")
        assert refused.value.code in {"file:too_many_columns", "file:no_header"}, header[:20]


def test_every_column_of_every_template_is_read() -> None:
    for kind, columns in COLUMNS.items():
        parsed = parse(lines(",".join(columns), ",".join("" for _ in columns[:-1]) + ",x").encode(), "POINT", kind)
        assert [each for each in parsed.wrong if each.code == "file:unknown_column"] == []


LONG = (
    "airport,same_report,occurred,direction,origin,transit,conveyance,"
    "commodity,quantity,unit,value,currency,partner,note"
)
FIRST = "GRU,7,2026-11-17T05:00,arrival,BOG,CMN; PT,air_passenger,cocaine,4.2,kg,1000.50,eur,customs,Two bags"


@pytest.mark.parametrize("several", ["CMN; PT", "CMN PT", "CMN؛ PT", "CMN، PT"])
def test_several_in_one_cell_are_set_apart_as_any_language_does(several: str) -> None:
    (row,) = good(parse(lines(LONG, FIRST.replace("CMN; PT", several)).encode(), "POINT")).rows
    assert isinstance(row.body, Seizure)
    assert row.body.transit == ("CMN", "PT")


def test_rows_with_one_mark_are_one_seizure_with_all_its_goods_persons_and_partners() -> None:
    text = lines(
        f"{LONG},persons,role", f"{FIRST},2,courier", ",7,,,,,,khat,12,kg,,,police,,1,staff", f"{GRU_ALONE},,", ""
    )
    one, other = good(parse(text.encode(), "POINT")).rows
    assert isinstance(one.body, Seizure)
    assert isinstance(other.body, Seizure)
    assert (one.row, one.airport, one.note, one.body.transit) == (2, "GRU", "Two bags", ("CMN", "PT"))
    assert [(each.commodity, each.value, each.currency) for each in one.body.goods] == [
        ("cocaine", "1000.50", "EUR"),
        ("khat", None, None),
    ]
    assert [each.role.value for each in one.body.persons] == ["courier", "courier", "staff"]
    assert [each.agency.value for each in one.body.partners] == ["customs", "police"]
    assert (other.row, len(other.body.goods)) == (4, 1)


GRU_ALONE = "GRU,,2026-11-17T06:00,arrival,BOG,,air_passenger,cocaine,1,kg,,,,"


def test_one_bad_row_leaves_its_report_out_and_each_row_says_why() -> None:
    text = lines(LONG, FIRST, ",7,,,,,,sugar,12,kg,,,,", "LIS,7,,,MAD,,,khat,12,kg,,,,", GRU_ALONE)
    assert faults(text) == [
        (2, "same_report", "7", "file:case_spoilt"),
        (3, "commodity", "sugar", "report:unknown_commodity"),
        (4, "airport", "LIS", "file:case_differs"),
        (4, "origin", "MAD", "file:case_differs"),
    ]
    assert [row.row for row in parse(text.encode(), "POINT").rows] == [5]


def test_a_file_made_with_an_earlier_template_is_read_as_before() -> None:
    former = LONG.replace("same_report", "Case")
    further = ",7,,,,,,khat,12,kg,,,police,"
    (report,) = good(parse(lines(former, FIRST, further).encode(), "POINT")).rows
    assert isinstance(report.body, Seizure)
    assert [each.commodity for each in report.body.goods] == ["cocaine", "khat"]
    twice = lines(f"{former},same_report", f"{FIRST},7")
    assert (1, "case", "case", "file:unknown_column") in faults(twice)


def test_a_value_of_goods_has_no_mark_of_how_it_is_meant() -> None:
    assert faults(lines(LONG, FIRST.replace("1000.50", ">1000"))) == [(2, "value", ">1000", "quantity:not_plain")]


def test_victims_are_read_with_their_referrals_and_without_a_word() -> None:
    header = "airport,same_report,occurred,met,count,sex,exploitation,citizenship,to,referred"
    rows = ["GRU,a,2026-11-17T05:00,potential victim,2,female,sexual,ng,consulate,1", ",a,,smuggled_migrant,1,,,,,"]
    (row,) = good(parse(lines(header, *rows).encode(), "POINT")).rows
    assert isinstance(row.body, Victims)
    assert [(each.met.value, each.count, each.citizenship) for each in row.body.persons] == [
        ("potential_victim", 2, "NG"),
        ("smuggled_migrant", 1, None),
    ]
    assert [(each.to.value, each.count) for each in row.body.referrals] == [("consulate", 1)]
    too_many = rows[0].replace("consulate,1", "consulate,4")
    assert faults(lines(header, too_many, rows[1])) == [
        (2, "referred", "4", "report:referred_too_many"),
        (3, "same_report", "a", "file:case_spoilt"),
    ]
    assert faults(lines(f"{header},note", f"{rows[0]},Her name")) == [(1, "note", "note", "file:unknown_column")]


def test_hits_and_incidents_are_told_by_their_columns_or_by_a_column_of_kinds() -> None:
    hit = lines("airport,occurred,database,carrier,flight_number", "GRU,2026-11-17T05:00,sltd,tp,88")
    assert isinstance(good(parse(hit.encode(), "POINT")).rows[0].body, Hit)
    incident = lines("airport,occurred,type,severity", "GRU,2026-11-17T05:00,violence,serious")
    assert isinstance(good(parse(incident.encode(), "POINT")).rows[0].body, Incident)
    mixed = lines(
        "kind,airport,occurred,type,severity,database",
        "incident,GRU,2026-11-17T05:00,health,minor,",
        "hit,GRU,2026-11-17T05:00,,,nominals",
    )
    assert [row.body.kind for row in good(parse(mixed.encode(), "POINT")).rows] == ["incident", "hit"]


def test_a_flight_written_otherwise_is_told_how_one_is_written() -> None:
    hit = lines("airport,occurred,database,carrier,flight_number", "GRU,2026-11-17T05:00,sltd,TAPX,TP88")
    carrier, flight = parse(hit.encode(), "POINT").wrong
    assert (carrier.code, flight.code) == ("invalid:carrier", "invalid:flight_number")
    assert "88 for TP088" in flight.reason


def test_everything_wrong_with_a_row_is_named_at_once() -> None:
    row = GRU.replace("4.2", "many").replace("2026-11-17T05:00", "soon").replace("arrival", "sideways")
    assert {column for _, column, _, _ in faults(lines(HEADER, row))} == {"quantity", "occurred", "direction"}
