"""How many households no one reaches, where, and how sure we are."""
