"""Text without the invisible marks that turn the words around them: everybody reads what was typed, in its order.

An embedding, override or isolate (U+202A–202E, U+2066–2069) inside a note shows it as something else, or turns the line
behind it, on the screen and on paper. Isolating an element stops the second but not the first, so they are left out
where text comes in, and no screen, file or PDF has to think of it. Nobody types them: they come along with what is
pasted. They are left out, not refused, which would cost a phone its report. The plain marks of Arabic and Hebrew text
(U+200E, U+200F, U+061C) turn nothing over and stay.
"""

from __future__ import annotations

from typing import Any, Final

_TURNING: Final = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


_MARKS: Final = _TURNING | dict.fromkeys((0x200E, 0x200F, 0x061C))


def unturned(text: str) -> str:
    """Return a text without them."""
    return text.translate(_TURNING)


def unmarked(text: str) -> str:
    """Return a code, a number or a date without any mark of direction: a spreadsheet in Arabic writes them unasked."""
    return text.translate(_MARKS)


def all_unturned(value: Any) -> Any:  # noqa: ANN401 it is whatever JSON holds
    """Return a document with every text in it without them; the names in it are ours, and stay."""
    if isinstance(value, str):
        return unturned(value)
    if isinstance(value, list):
        return [all_unturned(each) for each in value]
    if isinstance(value, dict):
        return {name: all_unturned(each) for name, each in value.items()}
    return value
