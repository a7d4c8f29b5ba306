"""A city of Dongs drawn anew from many invented ones.

All invented cities consist of the same Dongs, so that what hangs on households and need is the same
in each. An interval of what a roll-out does to Dongs like these counts it as chance. It is held to
that here: with Dongs drawn from all the cities, as many of each phase as there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from pipelines.trial.panel import Panel

_ONE_PER_GU = "trial"  # the 4 were of four different Gu


def redrawn(panels: Sequence[Panel], draws: np.random.Generator) -> Panel:
    """A panel of Dongs of all the panels, with the phases of the first; no Dong of a city twice."""
    first = panels[0]
    phases = np.array([panel.phases for panel in panels])
    chosen: list[tuple[int, int]] = []
    for phase, size in zip(*np.unique(first.phases, return_counts=True), strict=True):
        found = draws.permutation(np.argwhere(phases == phase))
        if phase == _ONE_PER_GU:
            gus = [panels[city].gus[dong] for city, dong in found]
            found = found[np.sort(np.unique(gus, return_index=True)[1])]
        chosen += [(int(city), int(dong)) for city, dong in found[:size]]
    return replace(
        first,
        places=tuple(f"{city}-{dong}" for city, dong in chosen),
        gus=tuple(panels[city].gus[dong] for city, dong in chosen),
        phases=tuple(panels[city].phases[dong] for city, dong in chosen),
        starts=np.array([panels[city].starts[dong] for city, dong in chosen]),
        area_km2=np.array([panels[city].area_km2[dong] for city, dong in chosen]),
        merged=np.array([panels[city].merged[dong] for city, dong in chosen]),
        measures={
            name: np.array([panels[city].measures[name][dong] for city, dong in chosen])
            for name in first.measures
        },
    )
