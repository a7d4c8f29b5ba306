"""What the never-twice board draws: how far flagged households came, queues, cases and workers."""
