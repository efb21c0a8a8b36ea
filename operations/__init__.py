"""The domain of joint operations: plans, participation, reports, figures and boards. Runs without a web server.

Imports go one way: boards and exports read statistics, statistics the ledger, reports post to the ledger, everything
leans on planning and participation, and all of it on events and policy. `store` joins them to a database.

The same role names everywhere: `models` are rows, `actions` are the verbs that change (`def file_report(tx, actor,
command) -> Report`), `queries` only read; any other file is a pure idea named for itself.
"""

import zoneinfo

# The machine's own copy of the zone data may be years behind; the tzdata package that we pin is the one we mean.
zoneinfo.reset_tzpath(to=())
