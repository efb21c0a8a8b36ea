"""What leaves on paper, in the words of a reader: made into a `Paper`, which `operations.exports.pdf` writes."""
