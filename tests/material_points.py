"""What is asked of any law with memory at material points."""

import numpy as np


def secants(law, state, strain, T, dt, step=1e-5):
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
