"""Round bars that bend and shear.

Saint-Venant's flexure of a circular cylinder (S. Timoshenko, J. N. Goodier, Theory of Elasticity, 3rd
ed., § 120), its shear coefficient by energy (J. D. Renton, Int. J. Solids Struct. 27 (1991) 1917-1926)

    τ_max = F (3 + 2ν) R²/(8 (1 + ν) I),    1/κ = (7 + 14ν + 8ν²)/(6 (1 + ν)²)

and Timoshenko's beam between ends that stay level while one slides by 1 µm,

    k = 12 E I/(L³ (1 + Φ)),    Φ = 12 E I/(κ G A L²)
"""

from __future__ import annotations

from math import pi

from stressbump.closed_forms.solid import Solid


def flexural_shear(nu: float) -> float:
    """Shear stress on the axis, per F/A: 4 I/A = R²."""
    return (3 + 2 * nu) / (2 * (1 + nu))


def shear_coefficient(nu: float) -> float:
    """κ of a circular section."""
    return 6 * (1 + nu) ** 2 / (7 + 14 * nu + 8 * nu**2)


def guided(solid: Solid, radius: float, length: float) -> float:
    """Force per slide of one end, both level, µN/µm."""
    area, inertia = pi * radius**2, pi / 4 * radius**4
    bending = 12 * solid.E * inertia / length**3
    shear = shear_coefficient(solid.nu) * solid.G * area / length
    return bending / (1 + bending / shear)
