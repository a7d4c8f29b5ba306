"""A plan as it comes out: who loses and gains, by how much and why, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.budget.request import PlanRequest


@dataclass(frozen=True)
class Sentence:
    """What a person is told, in both languages."""

    ko: str
    en: str


class _Changing:
    """What a Dong, or a line of it, has before and after."""

    before_krw: int
    after_krw: int

    @property
    def change_krw(self) -> int:
        """Won gained; negative: lost."""
        return self.after_krw - self.before_krw


@dataclass(frozen=True)
class PlanPlace(_Changing):
    """A Dong before and after; amounts in whole won of the plan's money scope.

    Attributes
    ----------
    need, need_low, need_high : households at risk, with the 90 % interval; None where not known.
    need_share, budget_share_before, budget_share_after : within the money that moves together (the
        Gu, or all of them); they sum to 1 over the Dongs of known need. None where need is unknown.
    krw_per_need_before, krw_per_need_after : won per household at risk; None where need is 0.
    agreement_share : of the draws of need, in which the best plan changes this Dong the same way;
        1 where nothing changes, None without draws.
    is_advised : agreement is as high as was asked, or there is nothing to advise.
    reason : code of the vocabulary `move_reason`; "" where nothing changes.
    """

    dong_code: str
    gu_code: str
    need: float | None
    need_low: float | None
    need_high: float | None
    need_share: float | None
    before_krw: int
    after_krw: int
    budget_share_before: float | None
    budget_share_after: float | None
    krw_per_need_before: float | None
    krw_per_need_after: float | None
    agreement_share: float | None
    is_advised: bool
    reason: str


@dataclass(frozen=True)
class PlanMove(_Changing):
    """One line of one Dong going up or down."""

    dong_code: str
    gu_code: str
    line: str
    before_krw: int
    after_krw: int
    agreement_share: float | None
    is_advised: bool
    reason: str


@dataclass(frozen=True)
class Transfer:
    """Won of a line from one Dong to another: what carries the moves out, for a drawing."""

    line: str
    from_dong_code: str
    to_dong_code: str
    amount_krw: int


@dataclass(frozen=True)
class StaffMove:
    """Whole persons of a role who go from one Dong to another within their way."""

    role: str
    from_dong_code: str
    to_dong_code: str
    headcount: int


@dataclass(frozen=True)
class PlanMeasures:
    """How fair the money lies, over the Dongs of known need; each with need as weight.

    Attributes
    ----------
    share_distance : half the sum of |budget share - need share|, each within the money that moves
        together, weighted by that money (0: as need).
    theil, theil_between, theil_within : Theil T of won per household at risk; the first is the sum.
    gini : of the same.
    least_krw_per_need : of the Dongs that may change; None where none has need.
    expected_reached_count : households reached by the curve of diminishing returns; None where it
        cannot be drawn.
    """

    share_distance: float
    theil: float
    theil_between: float
    theil_within: float
    gini: float
    least_krw_per_need: float | None
    expected_reached_count: float | None


@dataclass(frozen=True)
class Regret:
    """What the best plan of each draw of need does better, over the draws; 0: nothing to regret.

    In the unit of the objective: share of the money in the wrong place, won per household at risk
    of the worst-off Dong, or households newly reached; mean before and after, and the most after.
    The best of a draw has no limit on moves, on their size, nor on the won moved.
    """

    mean_before: float
    mean_after: float
    worst_after: float


@dataclass(frozen=True)
class Clash:
    """One condition of a set that cannot hold together; without any one of them, a plan exists.

    Attributes
    ----------
    condition : code of the vocabulary `plan_condition`.
    dong_code : whom it is about; "" for all.
    sentence : the condition in words.
    """

    condition: str
    dong_code: str
    sentence: Sentence


@dataclass(frozen=True)
class Plan:
    """A plan, or why there is none.

    Attributes
    ----------
    request : what was asked.
    build_id, release : of the publication that it was worked out from.
    state : code of the vocabulary `plan_state`.
    gap : share of the best improvement that the plan may miss; 0: proven best, 1: nothing known.
    need_basis : of the vocabulary `need_basis`.
    places : every Dong of the plan: those who lose first, the greatest loss at the top, then those
        who gain, then the others by code.
    moves : the lines that change, in the same order; `transfers` carry them out.
    moved_krw : won that change their Dong.
    before, after : measures; None where there is nothing to measure.
    regret : None without draws.
    clashes : where there is no plan, conditions of which none can stay beside all others.
    notes : what a reader must know: Dongs left out, money without a Dong, nothing to share out.
    """

    request: PlanRequest
    build_id: str
    release: str
    state: str
    gap: float
    need_basis: str
    places: tuple[PlanPlace, ...] = ()
    moves: tuple[PlanMove, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    staff_moves: tuple[StaffMove, ...] = ()
    moved_krw: int = 0
    before: PlanMeasures | None = None
    after: PlanMeasures | None = None
    regret: Regret | None = None
    clashes: tuple[Clash, ...] = ()
    notes: tuple[Sentence, ...] = field(default=())

    @property
    def losers(self) -> tuple[PlanPlace, ...]:
        """The Dongs that lose, the greatest loss first."""
        return tuple(place for place in self.places if place.change_krw < 0)


@dataclass(frozen=True)
class FrontierPoint:
    """What a limit on the won moved allows: equity gained against won moved."""

    max_moved_krw: int
    moved_krw: int
    move_count: int
    measures: PlanMeasures
    state: str
