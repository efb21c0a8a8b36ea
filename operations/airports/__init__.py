"""The airports of the world and the countries they are in: reference data, read once, never written."""
