"""Whether the numbers can be trusted: deliveries, quarantine, checks, lineage, what is invented."""
