"""Remember what happened and deliver it: a transactional log, board rows, and the sockets that carry them.

Nothing here knows what an airport is. The domain hands over *facts* (typed, past tense), *board rows* (what a screen
shows) and *projections* (what must be true when a transaction leaves), and realtime gives each commit its place in the
stream's order, links it to the commit before, and sends every board the part of the step it may see.

Read in this order: `database` (what a row is), `embedded` (its work beside the loop), `remembering` (PostgreSQL asked
what it has prepared), `log` (streams, entries, the chain), `transaction` (how things change), `batch` (the only
commit), `receipts` (a request repeated is answered, not done again), `prepared` (what is said at every request is built
once), `feed` (one query for first sight, replay and live), `listener` (the tail's own connection: hears of commits),
`rooms` (boards that are told together) and `cursors` (where each of them stands), `tail` (what was committed reaches
the rooms), `packed` (what many are told is written once), `broadcast` (a room is told at the cost of writing),
`websocket` (a board costs nothing while it is silent) and `outbox` (nobody waits for it), `presence` (who is on watch),
`notify` (other processes hear of a commit), `namespaces` (the door the boards come in by).
"""
