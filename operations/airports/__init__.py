"""The airports of the world, the countries they are in, the outline of the land: reference data, never written."""
