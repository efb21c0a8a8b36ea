"""Who takes part in an operation: countries with their answers and limits, and the seats of people.

What is *expected* is expected of the countries that accepted, in full or within limits: an invitation is no promise,
and nobody is late who promised nothing. Everywhere the same is counted as taking part and as owed; a country that has
not answered is counted apart, like one that declined, and what it would owe stands beside as "if all invited accept".
"""
