"""The city at a glance: key figures, places ranked, what changed, the programme's calendar."""
