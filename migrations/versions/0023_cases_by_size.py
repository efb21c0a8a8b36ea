"""Keep cases in the order of their size, and what is said of them: the first page after a start had read them all."""

from collections import Counter, defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

TOTALS = {
    "cocaine": "cocaine_hydrochloride cocaine_base crack",
    "cannabis": "cannabis_herb cannabis_resin cannabis_oil cannabis_plant",
    "opioids": "opiates heroin opium morphine pharmaceutical_opioids tramadol fentanyl",
    "opiates": "heroin opium morphine",
    "pharmaceutical_opioids": "tramadol fentanyl",
    "amphetamine_type_stimulants": "methamphetamine amphetamine captagon ecstasy",
    "new_psychoactive_substances": "synthetic_cannabinoids synthetic_cathinones other_nps",
    "precursors": (
        "ephedrine pseudoephedrine phenyl_2_propanone acetic_anhydride potassium_permanganate other_precursors"
    ),
    "cites_goods": (
        "ivory rhino_horn pangolin_scales big_cat_parts reptile_skins live_animals live_primates live_birds "
        "live_reptiles bird_eggs glass_eels seahorses shark_fins corals protected_plants"
    ),
    "live_animals": "live_primates live_birds live_reptiles",
    "cultural_goods": "archaeological_objects ancient_coins works_of_art manuscripts religious_objects fossils",
    "precious_stones": "diamonds",
    "counterfeit_goods": (
        "counterfeit_clothing counterfeit_footwear counterfeit_electronics counterfeit_watches "
        "counterfeit_cosmetics counterfeit_spare_parts counterfeit_toys"
    ),
    "medicines": "counterfeit_medicines unauthorised_medicines veterinary_medicines doping_substances",
    "tobacco": "cigarettes cigars smoking_tobacco water_pipe_tobacco",
    "firearms": "handguns long_guns",
    "documents": "passports identity_cards visas residence_permits breeder_documents",
}
"""What was counted in the total of another commodity, and still is, on the day on which cases were first kept."""
STANDING = """
    SELECT stream_id, commodity, unit, value, standing.seq, number, report_id
      FROM standing JOIN reports ON reports.id = standing.report_id
     WHERE measure = 'quantity' AND stage = 'validated' AND commodity IS NOT NULL
"""


def upgrade() -> None:
    stream = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    cell = ("stream_id", stream), ("commodity", sa.String(40)), ("unit", sa.String(16))
    case = ("value", sa.BigInteger()), ("seq", sa.BigInteger()), ("number", sa.Integer())
    cases = op.create_table(
        "cases",
        *(sa.Column(name, type_, nullable=False, autoincrement=False) for name, type_ in (*cell, *case)),
        sa.Column("report_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name="fk_cases_stream_id_streams"),
        sa.PrimaryKeyConstraint(*(name for name, _ in (*cell, *case)), name="pk_cases"),
    )
    middle = [(f"middle_{name}", type_) for name, type_ in case]
    largest = [(f"largest_{name}", type_) for name, type_ in case]
    sizes = op.create_table(
        "sizes",
        *(sa.Column(name, type_, nullable=False, autoincrement=False) for name, type_ in cell),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        *(sa.Column(name, type_, nullable=False) for name, type_ in middle),
        sa.Column("upper_value", sa.BigInteger(), nullable=False),
        *(sa.Column(name, type_, nullable=False) for name, type_ in largest),
        sa.Column("largest_report_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(["stream_id"], ["streams.id"], name="fk_sizes_stream_id_streams"),
        sa.PrimaryKeyConstraint(*(name for name, _ in cell), name="pk_sizes"),
    )
    _fill(cases, sizes)


def downgrade() -> None:
    op.drop_table("sizes")
    op.drop_table("cases")


def _fill(cases: sa.Table, sizes: sa.Table) -> None:
    totals: defaultdict[str, list[str]] = defaultdict(list)
    for total, members in TOTALS.items():
        for code in members.split():
            totals[code].append(total)
    bind = op.get_bind()
    sums: Counter[tuple[tuple[int, str, str], int, int, str]] = Counter()
    for stream_id, commodity, unit, value, seq, number, report_id in bind.execute(sa.text(STANDING)):
        for total in (commodity, *totals[commodity]):
            sums[(stream_id, total, unit), seq, number, report_id] += value
    found: defaultdict[tuple[int, str, str], list[tuple[int, int, int, str]]] = defaultdict(list)
    for (cell, seq, number, report_id), value in sums.items():
        found[cell].append((value, seq, number, report_id))
    for cell, some in found.items():
        some.sort()
        bind.execute(sa.insert(cases), [_named(cases, (*cell, *case)) for case in some])
        middle, upper, largest = some[(len(some) - 1) // 2], some[len(some) // 2], some[-1]
        sum_of_all = sum(case[0] for case in some)
        bind.execute(sa.insert(sizes), _named(sizes, (*cell, len(some), sum_of_all, *middle[:3], upper[0], *largest)))


def _named(table: sa.Table, row: tuple[object, ...]) -> dict[str, object]:
    return dict(zip(table.columns.keys(), row, strict=True))
