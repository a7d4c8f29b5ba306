"""What became of an extract, in words."""

from __future__ import annotations

from pipelines.landing import LandedFile
from pipelines.schema import FEEDS, VOCABULARIES


def describe(landed: LandedFile) -> str:
    """The counts of one landed file by reason, a line each, in English."""
    reasons = {value.code: value.en for value in VOCABULARIES["quarantine_reason"].values}
    name = landed.layout.partition("@")[0]
    read = "its own labels" if name == "labels" else f"layout {name}"
    lines = [
        f"{landed.source}: {FEEDS[landed.feed].en} ({landed.feed}) by {read}",
        f"  {landed.rows_read:>12,} rows read",
        f"  {landed.rows_accepted:>12,} accepted",
    ]
    for reason, count in landed.quarantined.items():
        lines.append(f"  {count:>12,} quarantined: {reasons[reason]} ({reason})")
    if not landed.rows_accepted:
        lines.append("  NOTHING of it was accepted; the quarantine says why")
    if landed.replaced:
        rows, day = landed.replaced["rows"], landed.replaced["ingested_at"][:10]
        lines.append(f"  replaces the {rows:,} rows landed from it on {day}")
    return "\n".join(lines)
