"""Write a document of figures as PDF: the same figures as the page, in any of the five languages.

A `Paper` holds titles, texts as they are to be read, and lengths for drawing; it is made where the words are. Its
charts are drawn here from those lengths, in the page's own terms, and not taken from the browser: a server that makes
a report at night has none, and a picture of a picture could be neither searched nor read aloud. What takes thought to
lay out, the bands of routes, is laid out once by `operations.statistics.flows` for the screen and the paper alike; bars
and columns are a value over the largest.

The template is ours; whatever people wrote reaches it as data (`sys_inputs`) and is never read as markup. The fonts are
in this package, so that paper looks the same on every machine: Noto Sans and Noto Sans Arabic, under the Open Font
License beside them.
"""
