"""A stressed film, much thinner than its substrate: κ = 6 σ_f t_f / (M t_s²), M = E/(1-ν).

G. G. Stoney, Proc. R. Soc. London A 82 (1909) 172-175. Terms of relative size t_f/t_s are left out.
"""

from __future__ import annotations


def curvature(stress: float, film: float, modulus: float, substrate: float) -> float:
    """Curvature, 1/µm, from film stress and substrate's biaxial modulus (MPa) and thicknesses (µm).

    Positive when the film pulls its substrate concave on the film's side.
    """
    return 6 * stress * film / (modulus * substrate**2)


def film_stress(curvature: float, film: float, modulus: float, substrate: float) -> float:
    """The film stress, MPa, that a curvature (1/µm) tells of."""
    return curvature * modulus * substrate**2 / (6 * film)


def bow(curvature: float, diameter: float) -> float:
    """Height of the arc over a wafer's diameter, µm: κ D²/8."""
    return curvature * diameter**2 / 8
