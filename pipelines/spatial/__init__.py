"""What a rate by place can bear: smoothing, ranks with intervals, local association. Pure."""

from pipelines.spatial.association import QUADRANTS, LocalAssociation, local_moran
from pipelines.spatial.changes import RateChanges, rate_changes
from pipelines.spatial.ranks import RankIntervals, rank_intervals
from pipelines.spatial.smoothing import SmoothedRates, smooth_rates, standardise_rates

__all__ = [
    "QUADRANTS",
    "LocalAssociation",
    "RankIntervals",
    "RateChanges",
    "SmoothedRates",
    "local_moran",
    "rank_intervals",
    "rate_changes",
    "smooth_rates",
    "standardise_rates",
]
