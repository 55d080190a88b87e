"""A film with an edge on a thick plate: the smallest stack that has films, faces and edges; the same
with a soft layer between, and with a coat over all, every one born at a temperature of its own.
"""

import copy

PLATE = {
    "name": "plate",
    "cell": {"kinematics": "axisymmetric", "width_um": 40},
    "history": {"end_C": [25]},
    "focus": ["film"],
    "windows_um": [4],
    "step": [
        {
            "deposit": "base",
            "material": "silicon",
            "how": "planar",
            "thickness_um": 20,
            "born_C": 25,
        },
        {
            "deposit": "film",
            "material": {"E_MPa": 3000, "nu": 0.3, "cte_ppm_per_K": 50},
            "thickness_um": 2,
            "born_C": 200,
        },
        {"pattern": "film", "diameter_um": 40},
    ],
    "reference": [{"name": "oxide", "swap": {"film": "SiO2"}}],
}
GLUE = {"G_MPa": 1.0, "K_MPa": 1000.0, "cte_ppm_per_K": 250}
LAYERS = copy.deepcopy(PLATE)
LAYERS["step"].insert(
    1, {"deposit": "glue", "material": GLUE, "how": "planar", "thickness_um": 5, "born_C": 120}
)
LAYERS["step"].insert(2, {"pattern": "glue", "diameter_um": 50})
COATED = copy.deepcopy(LAYERS)
COATED["step"] += [{"deposit": "coat", "material": "PE-SiN", "thickness_um": 0.5, "born_C": 80}]
