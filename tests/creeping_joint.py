"""A small joint whose ball creeps through two cycles: a die, its pad, a ball and a fill beside it."""

CREEPS = "SAC305 (Anand Chang)"
JOINT = {
    "cell": {"width_um": 30.0},
    "windows_um": [5.0],
    "step": [
        {"deposit": "die", "material": "silicon", "thickness_um": 20.0, "born_C": 25.0},
        {"deposit": "pad", "material": "Cu", "thickness_um": 3.0, "born_C": 60.0},
        {"pattern": "pad", "diameter_um": 30.0},
        {
            "print": "ball",
            "onto": "pad",
            "material": CREEPS,
            "diameter_um": 30.0,
            "cap_height_um": 12.0,
            "born_C": 217.0,
        },
        {"fill": "fill", "material": "polyimide", "thickness_um": 0.0, "born_C": 165.0},
    ],
    "reference": [{"name": "none", "empty": "fill"}],
    "focus": ["pad", "ball"],
    "layer": [{"of": "ball", "at": "pad", "thickness_um": 3.0}],
    "history": {"cycle": {"low_C": -40, "high_C": 125, "count": 2}},
}
WORK = "dissipated work per cycle"
LAYER = "ball 3 µm at pad"
