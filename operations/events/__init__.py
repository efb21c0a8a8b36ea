"""Every fact the log can hold: frozen, typed, in the past tense. These docstrings are the public contract.

A fact carries codes, numbers, instants and ids; never the name of a person, never prose. Where a person wrote a reason
or a note, the fact carries a salted digest of it, so that the text can be erased and the chain still holds.

One module for each noun a fact is about; `fact` is what they share.
"""
