"""The page of the roll-out's evaluation, room by room."""
