"""The doors: one thin module per noun, each naming the Action of every endpoint it has."""
