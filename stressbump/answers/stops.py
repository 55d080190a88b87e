"""The fields of a stack at many end temperatures as sums of a few: what the page's slider adds up.

    field(x, T) = Σ_k c_k(T) basis_k(x)

The terms are solutions at some of the stops, each after the whole history. While no modulus changes
after the last birth the problem is linear in the free strains since then, so as many solutions as these
are independent over temperature, and one more, make up all others exactly. Where a modulus changes,
every stop is solved and the terms are as many of these as make up the rest to `KEPT` of their size.
Between stops nothing is interpolated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr

from stressbump.answers.comparison import Comparison
from stressbump.answers.solving import over_temperature
from stressbump.export.fields import Fields, of_solution
from stressbump.history.schedule import births, stages
from stressbump.history.stack import Stack

COLDEST = -55.0  # °C, the cold end of JESD22-A104's condition B
FINE, COARSE = 1.0, 25.0  # K from stop to stop: where responses add up, and where each is solved
LARGEST = 6_000_000  # bytes of all fields in a page
BYTES = 26.0  # that a term takes for each point, packed
LEAST = 5  # terms: with less room for each stack, a slider is not worth its solutions
KEPT = 1e-7  # of the largest term: what is smaller is lost in what a page stores, single precision


@dataclass(frozen=True, eq=False)
class Basis:
    """Terms (terms, points, 6) in the order of `Fields.stored`, and their weights at every stop."""

    stops: tuple[float, ...]  # °C, rising
    weights: np.ndarray  # (stops, terms)
    terms: np.ndarray
    exact: bool  # sums of responses, not of solutions


def of_fields(found: Mapping[float, Fields]) -> Basis:
    """The solved temperatures alone: each its own term."""
    stops = tuple(sorted(found))
    return Basis(stops, np.eye(len(stops)), np.stack([found[t].stored for t in stops]), False)


def of_answer(answer: Comparison) -> tuple[dict[str, Basis], bool]:
    """A basis for every stack, and whether they hold only the end temperatures for want of room."""
    ends = tuple(sorted(answer.built.solutions))
    last = float(births(answer.section)[-1].born_C or ends[0])
    low, high = min(COLDEST, *ends), max(last, *ends)
    points = [
        6 * len(stack.mesh.triangles) for stack in answer.stacks
    ]  # hardly more than 2.5 of them
    room = int(LARGEST / (sum(points) / 2.5 * BYTES))  # terms of every stack
    coarse = _stops(low, high, COARSE, ends)
    bases = {}
    for stack in answer.stacks:
        fine = _stops(low, high, FINE, ends)
        if room < LEAST:
            bases[stack.name] = of_fields({t: of_solution(s) for t, s in stack.solutions.items()})
        elif _keep_still(stack, fine):
            bases[stack.name] = _responses(stack, fine)
        else:
            bases[stack.name] = _solutions(stack, coarse)
    return bases, room < LEAST


def _stops(low: float, high: float, step: float, ends: tuple[float, ...]) -> tuple[float, ...]:
    even = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return tuple(sorted({*map(float, even), *ends}))


def _keep_still(stack: Stack, stops: tuple[float, ...]) -> bool:
    laws = stack.assembly.laws.values()
    return not stack.assembly.remembering and all(
        len({law.moduli(t) for t in stops}) == 1 for law in laws
    )


def _responses(stack: Stack, stops: tuple[float, ...]) -> Basis:
    """Free strains since the last birth, over temperature, span a few directions from where it was."""
    last = stages(stack.assembly.section, stops[0])[-1]
    laws = stack.assembly.laws.values()
    strains = [np.concatenate([law.thermal_strain(last.start, t) for law in laws]) for t in stops]
    size = max(np.abs(strains).max(), np.finfo(float).tiny)
    rows = np.column_stack([np.ones(len(stops)), np.stack(strains) / size])
    weights, chosen = _terms(rows)
    solved = over_temperature(stack, [stops[k] for k in chosen])
    fields = [of_solution(solved[stops[k]]).stored for k in chosen]
    return Basis(stops, weights, np.stack(fields), True)


def _solutions(stack: Stack, stops: tuple[float, ...]) -> Basis:
    solved = over_temperature(stack, stops, keep=False)  # all at once would fill the memory
    fields = np.stack([of_solution(solved[t]).stored for t in stops])
    weights, chosen = _terms(fields.reshape(len(stops), -1))
    return Basis(stops, weights, fields[chosen], False)


def _terms(rows: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Weights (rows, terms) that make up all rows from as few of them as needed, and which these are."""
    triangle, order = qr(rows.T, mode="r", pivoting=True)
    sizes = np.abs(np.diag(triangle))
    kept = max(1, int((sizes > KEPT * sizes[0]).sum()))
    chosen = [int(k) for k in order[:kept]]
    return np.linalg.lstsq(rows[chosen].T, rows.T, rcond=None)[0].T, chosen
