"""The fit behind `pipelines.risk.unreached`: Newton steps on all effects, EM on their variances.

A Dong's rows share one small design: the histories say which lists and pairs, and covariates only
scale its first column. So every sum over rows is one matrix product of the expected counts with
products of columns made once; a round costs about the same whatever the number of lists.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from pipelines.risk.terms import Data, Prior, State

MOST_ROUNDS = 400
CEILING = 25.0  # of a log rate
_SETTLED = 2e-3  # of an effect, or of a standard deviation beside 0.1
_LENGTH = 1.8  # of a step of EM; below 2 it still settles


@dataclass(frozen=True)
class _Row:
    """Counts of never-seen households, one a Dong: `takes` where they were looked for.

    `fixed` (P,) says what the row has beside the never-seen design, `random` (J + 3,) which random
    effects it holds.
    """

    observed: np.ndarray
    offset: np.ndarray
    takes: np.ndarray
    fixed: np.ndarray
    random: np.ndarray


class Fit:
    """A fit under way, and after `run` the approximate posterior."""

    def __init__(self, data: Data, prior: Prior, start: State) -> None:
        self.data, self.prior = data, prior
        dongs, lists = len(data.counts), data.histories.shape[1]
        self.own = lists + 1  # random effects of a row with a list: the Dong's and one a list
        self.columns = np.column_stack([np.ones(len(data.histories)), data.histories, data.pairs])
        own = self.columns[:, : self.own]
        self.products = _products(self.columns)
        self.own_products = _products(own).T
        self.summed = data.counts @ self.columns
        self.fixed, self.random = start.fixed.copy(), start.random.copy()
        self.variances = start.variances.copy()
        self.variances[-1] = prior.signal_sd**2
        self.unseen_design = self._unseen_design()
        self.rows = self._rows()
        self.informed = np.any([row.takes for row in self.rows], axis=0)
        self.random_covariance = np.zeros((dongs, lists + 3, lists + 3))
        self.cross = np.zeros((dongs, len(self.fixed), lists + 3))
        self.fixed_covariance = np.eye(len(self.fixed))

    @property
    def state(self) -> State:
        """For the next fit to start from."""
        return State(self.fixed, self.random, self.variances)

    def run(self, *, is_warm: bool) -> tuple[int, bool]:
        """(rounds, whether nothing moved any more)."""
        # the matrices are small: threads would wait for each other most of the time
        with threadpool_limits(1):
            for _ in range(4 if is_warm else 12):
                self._step()
            for round_number in range(1, MOST_ROUNDS + 1):
                variances = self._updated_variances()
                # of a standard deviation near zero the logarithm moves for ever, and nothing else
                sd, before = np.sqrt(variances), np.sqrt(self.variances)
                moved = float(np.abs((sd - before) / (before + 0.1)).max())
                # EM goes the right way in steps that are too short
                self.variances = self.variances * (variances / self.variances) ** _LENGTH
                step = self._step()
                if moved < _SETTLED and step < _SETTLED:
                    for _ in range(2):
                        self._step()
                    return round_number, True
        return MOST_ROUNDS, False

    def log_unseen(self) -> np.ndarray:
        """(D,) log rate of the never-seen cell, per household."""
        return np.asarray(
            self.unseen_design @ self.fixed + self.random[:, 0] + self.random[:, self.own]
        )

    def _unseen_design(self) -> np.ndarray:
        """(D, P) of the never-seen cell."""
        x = self.data.covariates
        slopes, width = x.shape[1], len(self.fixed)
        design = np.zeros((len(x), width))
        design[:, 0] = 1
        design[:, 1 : 1 + slopes] = x
        design[:, width - 2 - slopes] = 1
        design[:, width - 1 - slopes : width - 1] = x
        return design

    def _rows(self) -> list[_Row]:
        """The audit, and the records of signals where there are some."""
        data = self.data
        plain, own = np.zeros(len(self.fixed)), np.zeros(self.own + 2)
        own[[0, self.own]] = 1
        visited = np.log(np.maximum(data.visited, 1))
        rows = [_Row(data.unknown, visited, data.visited > 0, plain, own)]
        if data.signalled is not None:
            share, both = plain.copy(), own.copy()
            share[-1] = both[-1] = 1
            everywhere = np.ones(len(visited), dtype=bool)
            rows.append(_Row(data.signalled, data.log_households, everywhere, share, both))
        return rows

    def _expected(self) -> np.ndarray:
        """(D, C) expected counts, around the means of the random effects."""
        data, slopes = self.data, self.data.covariates.shape[1]
        shared = np.concatenate([[0.0], self.fixed[1 + slopes : -2 - slopes]])
        own = self.random_covariance[:, : self.own, : self.own]
        eta = self.random[:, : self.own] @ self.columns[:, : self.own].T
        eta += 0.5 * own.reshape(len(own), -1) @ self.own_products
        eta += self.columns @ shared
        level = data.log_households + self.fixed[0] + data.covariates @ self.fixed[1 : 1 + slopes]
        eta += level[:, None]
        return np.asarray(np.exp(np.clip(eta, -CEILING, CEILING, out=eta), out=eta))

    def _expected_in(self, row: _Row) -> np.ndarray:
        """(D,) expected counts of a row of never-seen households."""
        half = 0.5 * (self.random_covariance @ row.random @ row.random)
        eta = row.offset + (self.unseen_design + row.fixed) @ self.fixed + half
        eta += self.random @ row.random
        return np.asarray(np.exp(np.clip(eta, -CEILING, CEILING)) * row.takes)

    def _step(self) -> float:
        """One Newton step of all effects at once; the size of the largest move."""
        data, prior = self.data, self.prior
        mu = self._expected()
        residual = self.summed - mu @ self.columns
        blocks = (mu @ self.products).reshape(len(mu), self.columns.shape[1], -1)
        gradient = prior.precision @ (prior.mean - self.fixed)
        body = slice(1 + data.covariates.shape[1], len(self.fixed) - 2 - data.covariates.shape[1])
        gradient[0] += residual[:, 0].sum()
        gradient[1 : body.start] += data.covariates.T @ residual[:, 0]
        gradient[body] += residual[:, 1:].sum(axis=0)
        random_gradient = -self.random / self.variances
        random_gradient[:, : self.own] += residual[:, : self.own]
        fixed_block, cross_block, random_block = self._seen_blocks(blocks, body)
        fixed_block += prior.precision
        for row in self.rows:
            expected = self._expected_in(row)
            missed = row.observed * row.takes - expected
            design = self.unseen_design + row.fixed
            weighted = design * expected[:, None]
            gradient += missed @ design
            random_gradient += missed[:, None] * row.random
            fixed_block += weighted.T @ design
            cross_block += weighted[:, :, None] * row.random
            random_block += expected[:, None, None] * np.outer(row.random, row.random)
        return self._move(gradient, random_gradient, fixed_block, cross_block, random_block)

    def _seen_blocks(
        self, blocks: np.ndarray, body: slice
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Second derivatives of the histories: fixed (P, P), cross (D, P, J + 3), random."""
        x = self.data.covariates
        constant = np.column_stack([np.ones(len(x)), x])
        width, dongs, head = len(self.fixed), len(x), body.start
        fixed = np.zeros((width, width))
        fixed[:head, :head] = (constant * blocks[:, 0, :1]).T @ constant
        fixed[:head, body] = constant.T @ blocks[:, 0, 1:]
        fixed[body, :head] = fixed[:head, body].T
        fixed[body, body] = blocks.sum(axis=0)[1:, 1:]
        own = blocks[:, :, : self.own]
        cross = np.zeros((dongs, width, self.own + 2))
        cross[:, :head, : self.own] = constant[:, :, None] * own[:, :1]
        cross[:, body, : self.own] = own[:, 1:]
        random = np.zeros((dongs, self.own + 2, self.own + 2))
        random[:, : self.own, : self.own] = own[:, : self.own]
        random += np.diag(1 / self.variances)
        return fixed, cross, random

    def _move(
        self,
        gradient: np.ndarray,
        random_gradient: np.ndarray,
        fixed_block: np.ndarray,
        cross_block: np.ndarray,
        random_block: np.ndarray,
    ) -> float:
        """Solve for the step, the random effects of each Dong apart, and take it."""
        self.random_covariance = np.linalg.inv(random_block)
        self.cross = cross_block @ self.random_covariance
        size = len(self.fixed)
        left = self.cross.transpose(1, 0, 2).reshape(size, -1)
        right = cross_block.transpose(1, 0, 2).reshape(size, -1)
        self.fixed_covariance = np.linalg.inv(fixed_block - left @ right.T)
        step = self.fixed_covariance @ (gradient - left @ random_gradient.ravel())
        rest = random_gradient - (step @ right).reshape(random_gradient.shape)
        random_step = (self.random_covariance @ rest[:, :, None])[:, :, 0]
        largest = float(max(np.abs(step).max(), np.abs(random_step).max()))
        damping = min(1.0, 2.0 / largest) if largest > 0 else 1.0
        self.fixed = self.fixed + damping * step
        self.random = self.random + damping * random_step
        return damping * largest

    def _updated_variances(self) -> np.ndarray:
        """The M step; a little prior weight keeps a variance off zero."""
        spread = np.einsum("dpr,dpr->dr", self.cross, self.fixed_covariance @ self.cross)
        own = np.einsum("drr->dr", self.random_covariance)
        second_moments = self.random**2 + own + spread
        dongs = len(self.random)
        variances = (second_moments.sum(axis=0) + 2 * 0.02) / (dongs + 2)
        weight, informed = self.prior.unseen_weight, self.informed
        looked = second_moments[informed, self.own].sum()
        variances[self.own] = (looked + weight * self.prior.unseen_sd**2) / (
            informed.sum() + weight
        )
        variances[-1] = self.prior.signal_sd**2
        return np.asarray(variances)


def _products(columns: np.ndarray) -> np.ndarray:
    """(rows, columns squared): every product of two columns."""
    return np.asarray(columns[:, :, None] * columns[:, None, :]).reshape(len(columns), -1)
