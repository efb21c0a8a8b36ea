"""What leaves as a table, in the words of a reader: laid out here, written as a file by `operations.exports`."""
