"""The estimated unreached: their rows, sentence, map, panel, comparisons, validation and tables."""
