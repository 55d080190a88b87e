"""A column of molten solder between two pads, its flank a circle through both edges.

It stands as high as it is told, or where the surface tension γ of its flank A and a load F that presses
on it leave the least energy at the volume there is,

    γ dA/dh + F = 0

Without a load that is a sphere cut off at both pads, which no force holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.optimize import brentq
from shapely import Polygon

from stressbump.errors import GeometryError
from stressbump.process import planar

STRAIGHTEST, ROUNDEST = 1e-4, 1.0  # a bulge, as a share of the chord between the edges
STEP = 1e-4  # of the height, over which the flank's change is taken


@dataclass(frozen=True)
class Barrel:
    """Radii (half widths in a plane section) of a lower pad at `z` and an upper one, µm."""

    foot: float
    top: float
    z: float
    axisymmetric: bool

    def flank(self, height: float, bulge: float) -> tuple[np.ndarray, planar.Circle]:
        """Points along the flank, from the lower edge to the upper one, and its circle."""
        chord = self._chord(height)
        middle = np.array([(self.foot + self.top) / 2, self.z + height / 2])
        out = np.array([height, self.foot - self.top]) / chord
        radius = (chord**2 / 4 + bulge**2) / (2 * bulge)
        centre = middle + out * (bulge - radius)
        start = np.arctan2(self.z - centre[1], self.foot - centre[0])
        turn = 2 * np.arctan2(2 * bulge, chord) * 2
        t = start + turn * np.linspace(0, 1, planar.ARC_SEGMENTS + 1)
        arc = centre + radius * np.column_stack([np.cos(t), np.sin(t)])
        arc[0], arc[-1] = (self.foot, self.z), (self.top, self.z + height)
        return arc, ((float(centre[0]), float(centre[1])), float(radius))

    def shape(self, height: float, bulge: float) -> Polygon:
        """The column between axis and flank."""
        bottom, top = np.array([[0, self.z]]), np.array([[0, self.z + height]])
        return Polygon(np.vstack([bottom, self.flank(height, bulge)[0], top]))

    def volume(self, height: float, bulge: float) -> float:
        """Of a column, µm³ (µm² of half a plane section)."""
        circle = self.flank(height, bulge)[1]
        return planar.rounded_volume(self.shape(height, bulge), [circle], self.axisymmetric)

    def area(self, height: float, bulge: float) -> float:
        """Of the flank, µm² (µm of one in a plane section)."""
        arc, ((x, z), radius) = self.flank(height, bulge)
        low, high = (np.arctan2(h - z, r - x) for r, h in arc[[0, -1]])
        length = radius * (high - low)
        if not self.axisymmetric:
            return float(length)
        return float(2 * np.pi * (x * length + radius**2 * (np.sin(high) - np.sin(low))))

    def bulge(self, height: float, volume: float) -> float:
        """How far the flank of a column of this volume bulges; GeometryError where none holds it."""
        feet = f"of {height:g} µm between feet of {2 * self.foot:g} and {2 * self.top:g} µm"
        chord = self._chord(height)
        least, most = (self.volume(height, k * chord) for k in (STRAIGHTEST, ROUNDEST))
        if volume < least:
            raise GeometryError(
                f"a joint {feet} needs at least {least:.4g} µm³ of solder; there are {volume:.4g}"
            )
        if volume > most:
            raise GeometryError(
                f"a joint {feet} holds at most {most:.4g} µm³ of solder; there are {volume:.4g}"
            )
        return float(
            brentq(lambda b: self.volume(height, b) - volume, STRAIGHTEST * chord, ROUNDEST * chord)
        )

    def settled(self, volume: float, load: float, tension: float) -> float:
        """The height at which a molten column of a volume carries a load, µm.

        `load` is in µN, positive where it presses (per µm of depth in a plane section); `tension` in N/m.
        """
        lowest, highest = (self._height(volume, k) for k in (ROUNDEST, STRAIGHTEST))
        share = load if self.axisymmetric else load / 2
        force = partial(self._force, volume, tension)
        low, high = lowest * (1 + 2 * STEP), highest * (1 - 2 * STEP)
        if not force(low) > share > force(high):
            least, most = (f * load / share if share else f for f in (force(high), force(low)))
            raise GeometryError(
                f"a molten joint of {volume:.4g} µm³ between feet of {2 * self.foot:g} and"
                f" {2 * self.top:g} µm carries {least:.4g} … {most:.4g} µN as a barrel, not {load:g}"
            )
        return float(brentq(lambda h: force(h) - share, low, high, xtol=planar.GRID / 10))

    def _force(self, volume: float, tension: float, height: float) -> float:
        """With which the flank pushes the pads apart at a height, µN."""
        low, high = (
            self.area(h, self.bulge(h, volume)) for h in (height * (1 - STEP), height * (1 + STEP))
        )
        return tension * (low - high) / (2 * STEP * height)

    def _height(self, volume: float, share: float) -> float:
        """At which a bulge of this share of the chord holds the volume."""
        scale = volume / max(self.foot, self.top)

        def excess(height: float) -> float:
            return self.volume(height, share * self._chord(height)) - volume

        high = scale
        while excess(high) < 0:
            high *= 2
        low = high
        while excess(low) > 0 and low > planar.GRID:
            low /= 2
        return float(brentq(excess, low, high)) if excess(low) < 0 else low

    def _chord(self, height: float) -> float:
        return float(np.hypot(self.top - self.foot, height))
