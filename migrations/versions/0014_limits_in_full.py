"""Keep a country's limits as one document: several directions, kinds of report, terminals, no nominal data."""

import json
from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

DIRECTIONS = {"arrivals_only": "arrival", "departures_only": "departure", "transit_only": "transit"}


def upgrade() -> None:
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.alter_column("limits", existing_type=sa.String(length=200), type_=sa.Text(), existing_nullable=False)
    _rewrite(_document)


def downgrade() -> None:
    _rewrite(_codes)
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.alter_column("limits", existing_type=sa.Text(), type_=sa.String(length=200), existing_nullable=False)


def _rewrite(written: Callable[[str], str]) -> None:
    rows = sa.table("participations", sa.column("operation_id"), sa.column("country"), sa.column("limits"))
    connection = op.get_bind()
    for operation_id, country, limits in connection.execute(sa.select(*rows.c)).all():
        here = (rows.c.operation_id == operation_id) & (rows.c.country == country)
        connection.execute(sa.update(rows).where(here).values(limits=written(limits)))


def _document(codes: str) -> str:
    said = codes.split()
    return json.dumps(
        {
            "directions": [DIRECTIONS[code] for code in said if code in DIRECTIONS],
            "kinds": [],
            "terminals": [],
            "no_nominal_data": "no_nominal_data" in said,
        },
        separators=(",", ":"),
    )


def _codes(document: str) -> str:
    # Only one direction had a name before; what else there is now had none.
    said = json.loads(document)
    codes = [code for code, direction in DIRECTIONS.items() if said.get("directions") == [direction]]
    return " ".join([*codes, *(["no_nominal_data"] if said.get("no_nominal_data") else [])])
