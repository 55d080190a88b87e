"""Makes the recipes of the four structures and the coarse golden mesh of every recipe here.

.venv/bin/python meshes/make.py
"""

from pathlib import Path

import tomli_w

from stressbump.atomic import replacing
from stressbump.designs.design import load, of_structure
from stressbump.designs.structures import STRUCTURES
from stressbump.export.msh import write_msh
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build

HERE = Path(__file__).parent
COARSE = MeshOptions(windows_um=(20.0,), aspect=100.0, coarsen=2.0)


def write_recipe(slug: str) -> None:
    """The default recipe of a structure, in the recipe language."""
    table = of_structure(STRUCTURES[slug]()).recipe.to_table()
    head = f"# The default {slug}, as `stressbump show {slug} --recipe` prints it.\n\n"
    with replacing(HERE / f"{slug}.toml") as file:
        file.write((head + tomli_w.dumps(table)).encode())


def main() -> None:
    """Everything, anew."""
    for slug in STRUCTURES:
        write_recipe(slug)
    for recipe in sorted(HERE.glob("*.toml")):
        mesh = generate(build(load(str(recipe)).recipe), COARSE)
        write_msh(recipe.with_suffix(".msh"), mesh)
        print(f"{recipe.stem}: {len(mesh.triangles)} triangles")


if __name__ == "__main__":
    main()
