"""What a law says of its moduli and its expansion, over temperature, in CalculiX's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from stressbump.laws import Law

PER_ROW = 8  # numbers; CalculiX takes no more
TERMS = 4  # of an equation, likewise
ALIKE = 1e-13  # relative difference of two numbers that counts as none
BELOW = 100.0  # K below the coldest temperature: where expansions count from

Row = tuple[float, list[float]]  # °C, constants
Term = tuple[int, int, float]  # node, direction from 1, factor


def elastic(
    law: Law, temperatures: Sequence[float], turned: bool, everywhere: bool = False
) -> Iterator[str]:
    """E and ν, or the nine constants, at each temperature in °C; `turned` as for `orthotropic`.

    Of an isotropic law they may stand `everywhere`, steady ones too.
    """
    found = [(T, law.moduli(T)) for T in temperatures]
    if law.isotropic:
        yield "*ELASTIC"
        yield from _table([(T, [m.young, m.poisson]) for T, m in found], everywhere)
        return
    yield "*ELASTIC, TYPE=ORTHO"
    yield from _table([(T, _nine(m.stiffness, turned)) for T, m in found])


def orthotropic(stiffness: np.ndarray, turned: bool) -> Iterator[str]:
    """Nine constants (MPa) out of a stiffness (6, 6).

    In the axes of the deck, or where `turned` in local ones: radius, hoop, height.
    """
    yield "*ELASTIC, TYPE=ORTHO"
    yield from _table([(0.0, _nine(stiffness, turned))])


def expansion(law: Law, temperatures: Sequence[float], turned: bool) -> Iterator[str]:
    """The mean expansion from BELOW the coldest of the temperatures (°C) to each of them."""
    zero = min(temperatures) - BELOW
    rows = [(T, law.thermal_strain(zero, T)[:3] / (T - zero)) for T in temperatures]
    order = [0] if law.isotropic else [0, 2, 1] if turned else [0, 1, 2]
    yield f"*EXPANSION, {'' if law.isotropic else 'TYPE=ORTHO, '}ZERO={number(zero)}"
    yield from _table([(T, [float(v[i]) for i in order]) for T, v in rows])


def number(value: float) -> str:
    """As many digits as CalculiX reads: twenty characters."""
    return f"{float(value):.13E}"


def _nine(C: np.ndarray, turned: bool) -> list[float]:
    one, two, three = [0, 2, 1] if turned else [0, 1, 2]
    shear = {frozenset((0, 1)): 3, frozenset((1, 2)): 4, frozenset((0, 2)): 5}
    normal = [(one, one), (one, two), (two, two), (one, three), (two, three), (three, three)]
    shears = [shear[frozenset(pair)] for pair in ((one, two), (one, three), (two, three))]
    return [float(C[i, j]) for i, j in (*normal, *((i, i) for i in shears))]


def _table(rows: list[Row], everywhere: bool = False) -> Iterator[str]:
    """Constants over temperature; one row without it where they do not change, unless `everywhere`."""
    steady = not everywhere and np.allclose([v for _, v in rows], rows[0][1], rtol=ALIKE, atol=0)
    for T, constants in rows[:1] if steady else rows:
        texts = [number(v) for v in (constants if steady else [*constants, T])]
        for start in range(0, len(texts), PER_ROW):
            row = texts[start : start + PER_ROW]
            yield ", ".join(row) + ("," if start + PER_ROW < len(texts) else "")


def node_line(label: int, *place: float) -> str:
    """A node and where it is."""
    return ", ".join((str(label), *map(number, place)))


def equation(*terms: Term) -> Iterator[str]:
    """A sum of displacements that is zero."""
    yield "*EQUATION"
    yield str(len(terms))
    for start in range(0, len(terms), TERMS):
        row = terms[start : start + TERMS]
        yield ", ".join(f"{node}, {axis}, {number(factor)}" for node, axis, factor in row)
