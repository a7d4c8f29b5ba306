"""Did the roll-out change anything, beyond more staff and beyond chance?"""
