"""What a situation board shows, and how its cells are judged."""
