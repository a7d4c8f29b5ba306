"""What a rate by place can bear: smoothing, ranks with intervals, local association. Pure."""

from pipelines.spatial.ranks import RankIntervals, rank_intervals

__all__ = ["RankIntervals", "rank_intervals"]
