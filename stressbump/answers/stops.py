"""The stops of a page's slider: the fields of a stack at other end temperatures, or over time.

    field(x, stop) = Σ_k c_k(stop) term_k(x)

The terms are solutions at some of the stops, each after the whole history. While no modulus changes
after the last birth the problem is linear in the free strains since then, so as many solutions as these
are independent over temperature, and one more, make up all others exactly. Where a modulus changes,
every stop is solved and the terms are as many of these as make up the rest to `KEPT` of their size.
Where a law has memory nothing adds up: its stops are the end temperatures asked for and the corners of
the last cycle, each its own term. Between stops nothing is interpolated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.linalg import qr

from stressbump.answers.solving import over_temperature
from stressbump.export.fields import Fields, of_solution
from stressbump.export.rows import MomentRow
from stressbump.history.schedule import births, stages
from stressbump.history.stack import Stack

COLDEST = -55.0  # °C, the cold end of JESD22-A104's condition B
FINE, COARSE = 1.0, 25.0  # K from stop to stop: where responses add up, and where each is solved
LARGEST = 6_000_000  # bytes of all fields in a page
BYTES = 26.0  # that a term takes for each point, packed
LEAST = 5  # terms: with less room for each stack, a slider is not worth its solutions
ODD = 6  # quantities that a section has by itself; of harmonics two more, of shear out of it
KEPT = 1e-7  # of the largest term: what is smaller is lost in what a page stores, single precision

Moments = Mapping[MomentRow, Fields]  # stored fields of the last cycle


@dataclass(frozen=True)
class Stop:
    """Where a slider stops: an end temperature, or a moment of the last cycle by its name."""

    temperature: float  # °C
    moment: str = ""


@dataclass(frozen=True, eq=False)
class Basis:
    """Terms (terms, points, quantities) as `Fields.stored`, and their weights at every stop."""

    stops: tuple[Stop, ...]  # end temperatures rising, then time going on
    weights: np.ndarray  # (stops, terms)
    terms: np.ndarray
    exact: bool  # sums of responses, not of solutions
    odd: np.ndarray | None = None  # (stops, terms) of quantities from `ODD` on, where these differ


def room_for(fields: Iterable[Fields]) -> int:
    """How many terms of every stack a page has room for; `fields` are one of each."""
    return int(LARGEST / (sum(len(f.mesh.points) for f in fields) * BYTES))


def stored(ends: Mapping[float, Fields], moments: Moments, room: int) -> tuple[Basis, bool]:
    """The stops that are stored, and whether moments are left out for want of room."""
    found = {Stop(t): ends[t] for t in sorted(ends)}
    left_out = len(found) + len(moments) > room and bool(moments)
    if not left_out:
        found |= {Stop(m.temperature_C, named(m)): fields for m, fields in moments.items()}
    terms = np.stack([fields.stored for fields in found.values()])
    return Basis(tuple(found), np.eye(len(found)), terms, False), left_out


def named(moment: MomentRow) -> str:
    """A moment in words."""
    return f"cycle {moment.cycle}, {moment.time_min:.6g} min, {moment.temperature_C:g} °C"


def solved(
    stack: Stack, ends: Mapping[float, Fields], moments: Moments, room: int
) -> tuple[Basis, bool]:
    """All stops of a stack, and whether some are left out for want of room."""
    last = float(births(stack.assembly.section)[-1].born_C or min(ends))
    low, high = min(COLDEST, *ends), max(last, *ends)
    fine = _stops(low, high, FINE, ends)
    if stack.assembly.remembering or room < LEAST:
        basis, left_out = stored(ends, moments, room)
        return basis, left_out or not stack.assembly.remembering
    if _keep_still(stack, fine):
        return _responses(stack, fine), False
    return _solutions(stack, _stops(low, high, COARSE, ends)), False


def _stops(low: float, high: float, step: float, ends: Iterable[float]) -> tuple[float, ...]:
    even = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    return tuple(sorted({*map(float, even), *ends}))


def _keep_still(stack: Stack, stops: tuple[float, ...]) -> bool:
    laws = stack.assembly.laws.values()
    return all(len({law.moduli(t) for t in stops}) == 1 for law in laws)


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
    return Basis(tuple(map(Stop, stops)), weights, np.stack(fields), True)


def _solutions(stack: Stack, stops: tuple[float, ...]) -> Basis:
    solved = over_temperature(stack, stops, keep=False)  # all at once would fill the memory
    fields = np.stack([of_solution(solved[t]).stored for t in stops])
    weights, chosen = _terms(fields.reshape(len(stops), -1))
    return Basis(tuple(map(Stop, stops)), weights, fields[chosen], False)


def _terms(rows: np.ndarray) -> tuple[np.ndarray, list[int]]:
    """Weights (rows, terms) that make up all rows from as few of them as needed, and which these are."""
    triangle, order = qr(rows.T, mode="r", pivoting=True)
    sizes = np.abs(np.diag(triangle))
    kept = max(1, int((sizes > KEPT * sizes[0]).sum()))
    chosen = [int(k) for k in order[:kept]]
    return np.linalg.lstsq(rows[chosen].T, rows.T, rcond=None)[0].T, chosen
