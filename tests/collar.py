"""A small stack for tests of pages: a film under a collar, in a cell of 40 µm."""

from stressbump.designs.design import from_table

STACK = {
    "name": "collar",
    "focus": ["film"],
    "windows_um": [1.0, 2.0],
    "cell": {"width_um": 40.0},
    "step": [
        {"deposit": "base", "material": "silicon", "thickness_um": 30.0, "how": "planar", "born_C": 25.0},
        {"deposit": "film", "material": "PE-SiN", "thickness_um": 1.0, "born_C": 350.0},
        {"deposit": "collar", "material": "silicone", "thickness_um": 8.0, "how": "planar",
         "born_C": 150.0},
        {"open": ["collar"], "diameter_um": 30.0},
    ],
    "reference": [
        {"name": "none", "empty": ["collar"], "doc": "nothing there"},
        {"name": "polyimide", "swap": {"collar": "polyimide"}},
        {"name": "underfill", "swap": {"collar": "underfill"}},
    ],
}  # fmt: skip
REFERENCES = ["none", "polyimide"]  # no modulus of theirs changes with temperature


def design(**changes):
    return from_table(STACK | changes, "collar.toml")
