"""Coverage by Dong: its rows, its sentence, its map and its table."""
