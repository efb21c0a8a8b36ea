"""One seizure, several claimants: proposed to the OCU, merged or set apart by a person, counted once, credited to all.

`likeness` says which reports may speak of the same seizure (pure), and whoever knows of two that it does not find names
them; `mergeable` says why two cannot be merged (pure); `actions` are the verbs; `credit` says what a report
that others were merged into posts for them; `queries` read pairs and shares as their reader may see them.
"""
