"""Who has too little for the need, and the planner: rows, sentence, map, charts, plans, tables."""
