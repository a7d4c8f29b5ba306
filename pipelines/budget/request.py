"""What is asked of a plan: where, with which money, to what end, and what must not happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipelines.errors import InputError
from pipelines.schema import VOCABULARIES

Objective = Literal["share_distance", "worst_off", "newly_reached"]
MoneyScope = Literal["public", "with_private", "with_goods"]

PAID_ROLES = ("official", "visiting_nurse", "licensed_senior", "case_manager")
UNPAID_ROLES = ("volunteer", "council_member")
LINES = VOCABULARIES["line"].codes


@dataclass(frozen=True)
class Pin:
    """A Dong fixed by hand: its money changes by exactly `change_krw` (0: it keeps what it has)."""

    dong_code: str
    change_krw: int = 0


@dataclass(frozen=True)
class PlanRequest:
    """What is asked of a plan.

    Attributes
    ----------
    deployment, fiscal_year : whose money, of which year.
    gus : Gu codes; empty: every Gu.
    crosses_gus : whether money may leave its Gu. False: the total of each line of each Gu stays,
        which is what a Gu council decides on; True: the total of each line over all of `gus` stays.
    objective : `share_distance`: budget shares as near to need shares as can be (least sum of
        differences); `worst_off`: the least won per household at risk as high as can be;
        `newly_reached`: the most households newly reached, with diminishing returns.
    money_scope : what counts as a Dong's money: public lines, with the private line, or with goods
        in kind as well. Goods are counted and never moved.
    earmarked_lines : lines that no won leaves or enters.
    max_loss_share : of its money (0-1) that a Dong may lose at most; hold harmless: 0.
    max_gain_share : of its money that a Dong may gain at most; None: as much as there is.
    minimum_move_krw : no Dong changes by less, if it changes at all.
    max_moves : how many moves at most; a move is one Dong going up or down. None gives in one line
        what it gains in another.
    max_moved_krw : how many won change their Dong at most.
    least_krw_per_need : won per household at risk that each Dong must have afterwards.
    pins : Dongs fixed by hand.
    moves_staff : whether staff are moved too; they are whole persons, role by role, and go
        `travel_steps` neighbouring Dongs far at most. `staff_roles` are those who may move; a Dong
        keeps `least_staff` of a role, if it had as many.
    max_staff_moves : how many persons change their Dong at most.
    draws : of need, over which the plan has the least expected distance; 0: for the middle alone.
    agreement_share : a move is advised if at least this share of draws points the same way.
    is_advised_only : leave out what is not advised, and plan again without it.
    seed : of the draws.
    time_limit_s : of the solver, in seconds; where it ends first, the plan states its gap.
    """

    deployment: str
    fiscal_year: int
    gus: tuple[str, ...] = ()
    crosses_gus: bool = False
    objective: Objective = "share_distance"
    money_scope: MoneyScope = "public"
    earmarked_lines: tuple[str, ...] = ("personnel", "emergency", "private")
    max_loss_share: float = 0.10
    max_gain_share: float | None = None
    minimum_move_krw: int = 0
    max_moves: int | None = None
    max_moved_krw: int | None = None
    least_krw_per_need: int | None = None
    pins: tuple[Pin, ...] = ()
    moves_staff: bool = False
    staff_roles: tuple[str, ...] = PAID_ROLES
    travel_steps: int = 1
    least_staff: int = 1
    max_staff_moves: int | None = None
    draws: int = 40
    agreement_share: float = 0.80
    is_advised_only: bool = False
    seed: int = 2016
    time_limit_s: float = 2.0

    def __post_init__(self) -> None:
        """Refuse what no plan could mean; each refusal is a sentence."""
        for name, word in (("objective", "plan_objective"), ("money_scope", "money_scope")):
            _require(getattr(self, name), VOCABULARIES[word].codes, name)
        for line in self.earmarked_lines:
            _require(line, LINES, "line")
        for role in self.staff_roles:
            _require(role, PAID_ROLES, "role of paid staff")
        for name in ("max_loss_share", "agreement_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise InputError(f"{name} is {getattr(self, name)}; give a share from 0 to 1.")
        for name in _AMOUNTS:
            value = getattr(self, name)
            if value is not None and not value >= 0:
                raise InputError(f"{name} is {value}; give nothing, or a number from 0 up.")
        pinned = [pin.dong_code for pin in self.pins]
        if len(set(pinned)) != len(pinned):
            raise InputError("A Dong is fixed by hand twice; keep one of its two entries.")
        if not self.time_limit_s > 0:
            raise InputError(f"time_limit_s is {self.time_limit_s}; give some seconds.")


_AMOUNTS = ("max_gain_share", "minimum_move_krw", "max_moves", "max_moved_krw",
            "least_krw_per_need", "travel_steps", "least_staff", "max_staff_moves",
            "draws")  # fmt: skip


def _require(value: str, known: tuple[str, ...], what: str) -> None:
    if value not in known:
        raise InputError(f"There is no {what} {value!r}. Known: {', '.join(known)}.")
