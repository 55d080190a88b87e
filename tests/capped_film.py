"""A film between a wafer and a cap, free all around: flaws along its lower face."""

from __future__ import annotations


def film(name, E, cte, born, **more):
    material = {"E_GPa": E, "nu": 0.3, "cte_ppm_per_K": cte}
    return {"deposit": name, "material": material, "thickness_um": 4, "born_C": born} | more


CAPPED = {
    "cell": {"kinematics": "plane strain", "width_um": 40, "support": "free"},
    "step": [
        film("wafer", 160, 3, 20, thickness_um=15),
        film("film", 10, 20, 200),
        film("cap", 50, 8, 120),
    ],
    "reference": [
        {"name": "stiff", "swap": {"cap": "silicon"}},
        {"name": "another film", "swap": {"film": "Cu"}},
    ],
    "windows_um": [5],
}
