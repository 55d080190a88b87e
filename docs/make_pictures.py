"""Draws the pictures of the site anew, into docs/pictures.

.venv/bin/python docs/make_pictures.py            # all: sections, steps, stress, the page
.venv/bin/python docs/make_pictures.py steps      # those of the recipe's verbs alone
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path as Outline
from PIL import Image
from shapely import Polygon

import stressbump
from stressbump.answers.joint_page_input import of_joint
from stressbump.answers.meshed import meshed
from stressbump.designs.design import Design, load
from stressbump.designs.package import package_from_table
from stressbump.designs.structures import STRUCTURES
from stressbump.export.picture import COLOURS, draw_section, draw_stress
from stressbump.mechanics.sample import at_nodes
from stressbump.process.build import build
from stressbump.process.recipe import Recipe
from stressbump.process.section import Section
from stressbump.process.verbs import VERBS
from stressbump.report import (
    report_answer,
    report_cohesion,
    report_cracks,
    report_joint,
    report_package,
)

HERE = Path(__file__).parent
PICTURES = HERE / "pictures"
OWN = ("copper-pillar", "combined-stack")
FLAT, SHADED = 192, 256  # colours a picture is left with
LARGEST = 200_000  # bytes
LEGEND = 0.35  # inches
IN_A_ROW = 5


def slim(path: Path, wide: int, shades: int = FLAT) -> None:
    """The picture at most `wide` pixels across and with few colours, dithered where they shade."""
    picture = Image.open(path).convert("RGB")
    if picture.width > wide:
        height = round(picture.height * wide / picture.width)
        picture = picture.resize((wide, height), Image.Resampling.LANCZOS)
    # not the median cut, which gives the colour of a thin film to its neighbours
    few = picture.quantize(shades, Image.Quantize.MAXCOVERAGE)
    if shades == SHADED:
        few = picture.quantize(palette=few, dither=Image.Dither.FLOYDSTEINBERG)
    few.save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.name}: {size // 1000} kB" + (" TOO LARGE" if size > LARGEST else ""))


def sections() -> None:
    """Section and mesh of every structure, and of the stacks that were written by hand."""
    sources = [*STRUCTURES, *(str(HERE.parent / f"meshes/{name}.toml") for name in OWN)]
    for source in sources:
        design = load(source)
        path = PICTURES / f"{design.name}.png"
        _section(path, design)
        slim(path, 1250)


def _section(path: Path, design: Design) -> None:
    section, mesh = meshed(design)
    named = {r.name: r.material.name for r in section.regions}
    around = section.cell.kinematics == "axisymmetric"
    draw_section(path, mesh, named, f"{design.name}: section and mesh", around)


def steps() -> None:
    """For every verb: the section before and after the last step of each of its examples."""
    for verb in VERBS:
        shown = []
        for path in sorted((HERE / "recipes").glob(f"{verb}*.toml"), key=lambda p: p.stem):
            recipe = load(str(path)).recipe
            shown += [("before", _before(recipe)), (path.stem.replace("-", ", "), build(recipe))]
        path = PICTURES / f"verb-{verb}.png"
        _side_by_side(path, shown)
        slim(path, 1250)


def _before(recipe: Recipe) -> Section:
    return build(recipe.model_copy(update={"steps": recipe.steps[:-1]}))


def _side_by_side(path: Path, shown: list[tuple[str, Section]]) -> None:
    names = list(dict.fromkeys(r.name for _, section in shown for r in section.regions))
    colours = dict(zip(names, COLOURS, strict=False))
    high = max(r.top for _, section in shown for r in section.regions)
    rows = len(shown) // 2
    tall = rows * (0.6 + 2.3 * 1.05 * high / shown[0][1].width)
    legend = LEGEND * -(-len(names) // IN_A_ROW)
    size = (5.6, tall + legend)
    figure, grid = plt.subplots(rows, 2, figsize=size, squeeze=False)
    for axes, (title, section) in zip(grid.ravel(), shown, strict=True):
        axes.set(title=title, xlim=(0, section.width), ylim=(0, 1.05 * high), aspect="equal")
        axes.title.set_size(10)
        axes.tick_params(labelsize=7)
        for region in section.regions:
            for part in region.parts:
                _fill(axes, part, colours[region.name])
    handles = [Patch(facecolor=c, edgecolor="black", label=n) for n, c in colours.items()]
    figure.tight_layout(rect=(0, legend / size[1], 1, 1))
    figure.legend(handles=handles, loc="lower center", ncols=IN_A_ROW, fontsize=9, frameon=False)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _fill(axes: Axes, part: Polygon, colour: str) -> None:
    rings = [np.asarray(ring.coords) for ring in (part.exterior, *part.interiors)]
    outline = Outline.make_compound_path(*(Outline(ring, closed=True) for ring in rings))
    axes.add_patch(PathPatch(outline, facecolor=colour, edgecolor="black", linewidth=0.6))


def stress() -> None:
    """The stress in the tutorial's bump."""
    answer = stressbump.relief(stressbump.ElastomerBump(), references=["none"], bars=False)
    path = PICTURES / "stress.png"
    solution = answer.built.solutions[25.0]
    draw_stress(path, solution.model.mesh, at_nodes(solution), "elastomer-bump at 25 °C", True)
    slim(path, 1050, SHADED)


def page() -> None:
    """The head and the live section of the tutorial's report, as a browser shows them."""
    answer = stressbump.relief(stressbump.ElastomerBump(), references=["none", "polyimide"])
    _shot("report", lambda path: report_answer(answer, path))


def cracks_page() -> None:
    """The curves and the opened crack on the page of cracks."""
    found = stressbump.cracks(
        "elastomer-bump",
        "passivation/ubm_Cr",
        references=["none", "polyimide"],
        up_to=8,
        fields=True,
    )
    _shot("cracks", lambda path: report_cracks(found, path), "#curves")


def cohesion_page() -> None:
    """The path of two layers on the page of cohesion."""
    layers = (("silicon", 162.716, 0.278, 2.56, 300), ("mold", 15.513, 0.25, 15, 500))
    keys = "E_GPa", "nu", "cte_ppm_per_K"
    steps = [
        {
            "deposit": name,
            "material": dict(zip(keys, own, strict=True)),
            "thickness_um": thick,
            "born_C": 175,
        }
        for name, *own, thick in layers
    ]
    pair = {
        "name": "pair",
        "cell": {"kinematics": "plane strain", "width_um": 4000, "support": "free"},
        "step": steps,
        "history": {"end_C": 25},
    }
    found = stressbump.cohesion(pair, "mold/silicon", up_to=700, strength=20, toughness=5)
    _shot("cohesion", lambda path: report_cohesion(found, path), "#path")


def joint_page() -> None:
    """The live section on the page of a joint."""
    bump = load("elastomer-bump", ("assembled=true",))
    answer = stressbump.joint_at(bump, 3000.0, references=["none", "underfill"], bars=False)
    _shot("joint", lambda path: report_joint(of_joint(answer), path), "#section")


def package_page() -> None:
    """The head and the map on the page of a package."""
    array = {"rows": 36, "columns": 36, "pitch_um": 200}
    own = {"die_mm": [7.2, 7.2], "board_mm": [20, 20], "array": array, "joint": "elastomer-bump"}
    answer = stressbump.package_of(package_from_table({"package": own}, "flip-chip"))
    _shot("package", lambda path: report_package(answer.result, path))


def _shot(name: str, write: Callable[[Path], Path], part: str = "") -> None:
    """A page as a browser shows it, from its head or from one of its parts on."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        written = write(Path(folder) / "report.html")
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
        )
        tab = browser.new_page(viewport={"width": 1100, "height": 900})
        tab.goto(Path(written).as_uri() + part)
        tab.wait_for_timeout(4000)
        tab.screenshot(path=PICTURES / f"{name}.png")
        browser.close()
    slim(PICTURES / f"{name}.png", 1100, SHADED)


PARTS: dict[str, Callable[[], None]] = {
    f.__name__: f
    for f in (sections, steps, stress, page, cracks_page, cohesion_page, joint_page, package_page)
}


def main() -> None:
    """The parts named on the command line, or all."""
    PICTURES.mkdir(exist_ok=True)
    for name in sys.argv[1:] or PARTS:
        PARTS[name]()


if __name__ == "__main__":
    main()
