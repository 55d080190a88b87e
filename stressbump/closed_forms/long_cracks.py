"""Cracks that release the same whatever their length, along a bond and across a film."""

from __future__ import annotations

from math import pi

from stressbump.closed_forms.solid import Ply

ACROSS_A_SURFACE = 1.12152  # K/σ√(πa); W. T. Koiter, Proc. R. Soc. Edinburgh A 67 (1965) 117
CHANNEL = pi * ACROSS_A_SURFACE**2 / 2  # Z in one solid, ∫₀¹ (K/σ√h)² d(a/h)


def bent_release(lower: Ply, upper: Ply, moment: float) -> float:
    """G in J/m² of a crack between the loads of a beam bent in four points, notched down to the bond.

    G = M²(1-ν²)/2E (1/I₂ - λ/I_c) with E and ν of the lower layer, which still bears the moment M (MPa·µm²
    per µm of depth), and λ its plane strain modulus to the upper's. P. G. Charalambides, J. Lund, A. G.
    Evans, R. M. McMeeking, J. Appl. Mech. 56 (1989) 77-82.
    """
    below, above = (layer.solid.in_plane("plane strain")[0] for layer in (lower, upper))
    ratio, h, H = below / above, upper.thickness, lower.thickness
    apart = ratio * h * H * (h + H) ** 2 / 4 / (h + ratio * H)
    alone, both = H**3 / 12, h**3 / 12 + ratio * H**3 / 12 + apart
    return moment**2 / (2 * below) * (1 / alone - ratio / both)


def channelled_release(stress: float, film: Ply, Z: float) -> float:
    """G in J/m² of a crack that runs through a film, Z σ²h/Ē.

    J. L. Beuth, Int. J. Solids Struct. 29 (1992) 1657-1675; J. W. Hutchinson, Z. Suo, Adv. Appl. Mech. 29
    (1992) 63.
    """
    return Z * stress**2 * film.thickness / film.solid.in_plane("plane strain")[0]
