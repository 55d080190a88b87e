"""Mold on silicon, cooled: what parts from an edge by laminate theory."""


def layer(name, E, nu, cte, thickness):
    material = {"E_GPa": E, "nu": nu, "cte_ppm_per_K": cte}
    return {"deposit": name, "material": material, "thickness_um": thickness, "born_C": 175}


TABLE = {
    "name": "pair",
    "cell": {"kinematics": "plane strain", "width_um": 4000, "support": "free"},
    "step": [layer("wafer", 162.716, 0.278, 2.56, 300), layer("mold", 15.513, 0.25, 15, 500)],
    "history": {"end_C": 25},
    "reference": [
        {"name": "softer", "swap": {"mold": {"E_GPa": 10, "nu": 0.25, "cte_ppm_per_K": 15}}}
    ],
    "windows_um": [40],
    "cohesion": [{"at": "mold/wafer", "up_to_um": 700, "strength_MPa": 20, "toughness_J_m2": 5}],
}
