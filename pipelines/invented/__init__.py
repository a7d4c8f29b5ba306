"""The invented city: every feed, seeded, on the real geography, with the truth kept apart."""

from pipelines.invented.making import generator, make, truth_folder

__all__ = ["generator", "make", "truth_folder"]
