"""Keep counts of persons ready for each airport too: what its officer knows of them was summed from all that stood."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

MET = ("occurred_on", "sex", "age_band", "nationality", "exploitation")
SAID = {
    "persons": ("occurred_on", "sex", "age_band", "nationality", "outcome", "role"),
    "potential_victims": MET,
    "identified_victims": MET,
    "smuggled_migrants": MET,
    "referred_persons": ("occurred_on", "referred_to"),
}
FILL = """
    INSERT INTO tallies (stream_id, cut, circle, cell, measure, unit, stage, value)
    SELECT stream_id, 'country,airport,{name}', circle,
           coalesce(country, 'not_known') || ',' || coalesce(airport, 'not_known') || ','
               || coalesce(CAST({name} AS VARCHAR(40)), 'not_known') AS cell,
           measure, unit, stage, CAST(sum(value) AS BIGINT)
      FROM standing WHERE measure = '{measure}'
     GROUP BY stream_id, circle, cell, measure, unit, stage
"""


def upgrade() -> None:
    for measure, names in SAID.items():
        for name in names:
            op.execute(FILL.format(measure=measure, name=name))


def downgrade() -> None:
    op.execute("DELETE FROM tallies WHERE cut LIKE 'country,airport,%'")
