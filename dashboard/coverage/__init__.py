"""Coverage by Dong: its rows, its sentence, its maps, what stands out, and its tables."""
