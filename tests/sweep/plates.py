"""A film with an edge on a thick plate: the smallest stack that has films, faces and edges."""

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
