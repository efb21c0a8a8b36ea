"""Who takes part in an operation: countries with their answers and limits, and the seats of people.

What is *expected* is expected of the countries that accepted, in full or within limits: an invitation is no promise,
and nobody is late who promised nothing. Everywhere the same is counted as taking part and as owed; a country that has
not answered is counted apart, like one that declined, and what it would owe stands beside as "if all invited accept".

A country owes from the day on which it accepted: days, or shifts, that were over by then it had promised to nobody, and
they read "not yet taking part", not "missing". That holds as well for one that left and comes back; a day it took part
in stays owed if it fell due while it did, so that an answer given twice excuses nothing. Of an operation that is
entered after the fact nobody was asked beforehand: whoever accepts it answers for all of it.
"""
