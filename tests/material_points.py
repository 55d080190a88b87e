"""Drivers of a law with memory at material points: tangents, bars, films, order 2 in time."""

from itertools import pairwise

import numpy as np

GAMMA = 1 - np.sqrt(0.5)  # Alexander's rule of two backward Euler stages
BAR, FILM = (1, 2), (1,)  # components in which a bar along x and a film over x, y are free


def secants(law, state, strain, T, dt, step=1e-6):
    """Slopes d stress / d strain (6, 6, points) by central differences."""
    size = np.maximum(np.abs(strain), np.abs(strain - state[:6])).max(axis=0)
    found = np.empty((6, 6, strain.shape[1]))
    for j in range(6):
        moved = np.zeros_like(strain)
        moved[j] = step * size
        ahead, back = (law.advance(state, strain + s * moved, T, dt).stress for s in (1, -1))
        found[:, j] = (ahead - back) / (2 * step * size)
    return found


def tangent_error(law, state, strain, T, dt):
    """The largest difference of the tangent to central ones, by its own largest component."""
    tangent = law.advance(state, strain, T, dt).tangent
    off = np.abs(tangent - secants(law, state, strain, T, dt))
    return (off.max(axis=(0, 1)) / np.abs(tangent).max(axis=(0, 1))).max()


def some_strain(rng, points, low=-6.0, high=-2.0):
    """Strains in all directions, of sizes from 10^low to 10^high."""
    return rng.normal(size=(6, points)) * 10 ** rng.uniform(low, high, points)


def relaxed(law, state, strain, T, dt, free, stress=0.0):
    """One step in which the components `free` carry a given stress: Advance and the whole strain."""
    strain, scale = strain.copy(), law.moduli(T).biaxial * 1e-3
    inner = np.ix_(free, free)
    for _ in range(60):
        step = law.advance(state, strain, T, dt)
        residual = (step.stress - stress)[list(free)]
        if np.abs(residual).max() < 1e-11 * scale:
            return step, strain
        strain[list(free)] -= np.linalg.solve(step.tangent[inner][:, :, 0], residual)
    raise AssertionError("no equilibrium")


class Point:
    """One point on its way through strains (of the components that are held) and temperatures."""

    def __init__(self, law, free, order=2):
        self.law, self.free, self.order = law, free, order
        self.held = [i for i in (0, 2) if i not in free]
        self.state, self.strain = law.fresh(1), np.zeros((6, 1))
        self.work = self.flowed = 0.0
        self.stress = 0.0

    def _stage(self, base, strain, T, dt):
        self.strain[self.held] = strain
        step, self.strain = relaxed(self.law, base, self.strain, T, dt, self.free)
        self.stress = step.stress[0, 0]
        return step

    def to(self, strain, T, dt, before):
        """One step from `before` (strain, T) to the strain and T, linear in between."""
        old = self.state
        if self.order == 2:
            middle = [a + GAMMA * (b - a) for a, b in zip(before, (strain, T), strict=True)]
            first = self._stage(old, *middle, GAMMA * dt)
            base = old + (1 - GAMMA) / GAMMA * (first.state - old)
            last, share = self._stage(base, strain, T, GAMMA * dt), (1 - GAMMA) / GAMMA
            self.work += share * first.dissipated[0] + last.dissipated[0]
            self.flowed += share * first.increment[0] + last.increment[0]
        else:
            last = self._stage(old, strain, T, dt)
            self.work += last.dissipated[0]
            self.flowed += last.increment[0]
        self.state = last.state
        return self

    def along(self, path, times):
        """Through the times; path(t) answers strain and T."""
        for start, end in pairwise(times):
            self.to(*path(end), end - start, path(start))
        return self


def graded(start, end, steps, power=2.0):
    """Times that are dense at the start."""
    return start + (end - start) * np.linspace(0, 1, steps + 1) ** power
