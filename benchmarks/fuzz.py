"""Random designs and random recipes: each ends in an audited mesh or in a named refusal.

    .venv/bin/python -m benchmarks.fuzz [1000] [--record]

A traceback, a hang, or a mesh that fails its audit ends the run and shows the smallest such draw.
"""

from __future__ import annotations

import os
import pickle
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any, get_args

import gmsh  # noqa: F401  (loaded once, before the forks that mesh)
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from benchmarks.record import record, words
from stressbump.designs.structures import STRUCTURES
from stressbump.designs.structures.parameters import Structure
from stressbump.errors import MeshError, StressbumpError
from stressbump.mesh import gmsh_script as mesher
from stressbump.mesh.meshing import MeshOptions, generate
from stressbump.process.build import build
from stressbump.process.recipe import Recipe

HANG = 90.0  # seconds a draw may take, the mesher's own limit included
FILMS = (0.0, 0.001, 0.0019, 0.002, 0.005, 0.02, 0.05, 0.1, 0.5, 1.0, 3.0)  # µm
OFF = (0.0, 0.0001, -0.0001, 0.001, -0.001, 0.01, -0.01, 1.0, -1.0)  # µm beside another edge
METALS = ("Al", "Cu", "Ti", "Ni", "Cr", "Au")
LENGTHS = (0.5, 1.0, 5.0, 10.0, 20.0)
WIDTHS = (1.0, 10.0, 20.0, 30.0, 40.0, 60.0, 80.0, 98.0, 100.0)
CELL = 50.0  # µm, half width

Drawn = st.SearchStrategy[Any]
one = st.sampled_from
film = one(FILMS + LENGTHS)
thick = one([t for t in FILMS + LENGTHS if t > 0])
width = st.builds(lambda w, d: max(w + 2 * d, 1e-3), one(WIDTHS), one(OFF))
filling = st.fixed_dictionaries({"material": one(METALS), "born_C": one([25.0, 150.0, 350.0])})


def _table(optional: dict[str, Drawn] | None = None, **required: Drawn) -> Drawn:
    return st.fixed_dictionaries(required, optional=optional or {})


def _joined(*tables: Drawn) -> Drawn:
    return st.tuples(*tables).map(lambda found: {k: v for t in found for k, v in t.items()})


class Forked:
    """Stands in for `meshing.GmshProcess`: forks with gmsh loaded, so that a job costs no start."""

    def run(self, job: dict[str, Any], limit: float) -> dict[str, Any]:
        """The mesh of a job; MeshError after a crash, a hang or gmsh's own refusal."""
        read, write = os.pipe()
        if (pid := os.fork()) == 0:
            _mesh(job, write)
        os.close(write)
        try:
            out = _read(read, time.monotonic() + limit)
        finally:
            os.close(read)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        if not out:
            raise MeshError("the mesher crashed or hung")
        result: dict[str, Any] = pickle.loads(out)
        if "error" in result:
            raise MeshError(f"gmsh: {result['error']}")
        return result


def _mesh(job: dict[str, Any], write: int) -> None:
    try:
        result = mesher.triangulate(job)
    except BaseException as error:
        result = {"error": str(error) or type(error).__name__}
    with os.fdopen(write, "wb") as out:
        pickle.dump(result, out, protocol=5)
    os._exit(0)


def _read(pipe: int, end: float) -> bytes:
    parts: list[bytes] = []
    while (left := end - time.monotonic()) > 0 and select.select([pipe], [], [], left)[0]:
        if not (part := os.read(pipe, 1 << 20)):
            return b"".join(parts)
        parts.append(part)
    return b""


class Hang(Exception):
    """A draw that ran past the limit."""


def _alarm(signum: int, frame: Any) -> None:
    raise Hang(f"no end after {HANG:g} s")


def fate(make: Callable[[], Recipe], coarsen: float = 1.0) -> str:
    """What becomes of a draw: "mesh", or the refusal's class and message."""
    signal.signal(signal.SIGALRM, _alarm)
    signal.setitimer(signal.ITIMER_REAL, HANG)
    try:
        recipe = make()
        options = MeshOptions(windows_um=recipe.windows_um, aspect=recipe.aspect, coarsen=coarsen)
        generate(build(recipe), options, Forked())  # type: ignore[arg-type]
    except StressbumpError as error:
        return f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return "mesh"


# Parameters of the structures


def _near(others: list[float]) -> Drawn:
    """A length equal to another one, or beside it by a little."""
    return st.builds(lambda a, d: a + d, one(others), one(OFF))


def _lengths(cls: type[Structure], name: str) -> Drawn:
    """Lengths within a parameter's limits: scaled, films, and others' defaults or beside them."""
    field = cls.model_fields[name]
    limits = {k: getattr(m, k) for m in field.metadata for k in ("ge", "le") if hasattr(m, k)}
    scaled = [field.get_default() * f for f in (0.3, 0.5, 0.9, 1.1, 2.0, 4.0)]
    others = [float(f.get_default()) for f in cls.model_fields.values() if _group(f) == "geometry"]
    found = st.one_of(one([*scaled, limits["ge"], *FILMS]), _near(others))
    return found.filter(lambda v: limits["ge"] <= v <= limits["le"])


def _group(field: Any) -> str:
    return str(field.json_schema_extra["group"])


def _value(cls: type[Structure], name: str) -> Drawn | None:
    """Draws for one parameter; None for those that leave the geometry as it is."""
    field = cls.model_fields[name]
    default, options = field.get_default(), get_args(field.annotation)
    if options and all(isinstance(o, str) for o in options):
        return one(options)
    if isinstance(default, bool):
        return st.booleans()
    if field.annotation is int:
        return st.integers(0, 3)
    if isinstance(default, tuple) and _group(field) == "materials":
        return st.lists(_table(material=one(METALS), thickness_um=one(FILMS)), max_size=3)
    return _lengths(cls, name) if _group(field) == "geometry" else None


@cache
def _values(cls: type[Structure]) -> dict[str, Drawn]:
    return {name: s for name in cls.model_fields if (s := _value(cls, name)) is not None}


@st.composite
def designs(draw: Any) -> tuple[str, dict[str, Any]]:
    """A structure's name with values for one to six of its parameters."""
    slug = draw(one(sorted(STRUCTURES)))
    every = _values(STRUCTURES[slug])
    names = draw(st.lists(one(sorted(every)), min_size=1, max_size=6, unique=True))
    return slug, {name: draw(every[name]) for name in names}


def of_design(drawn: tuple[str, dict[str, Any]]) -> Recipe:
    """The recipe of a drawn design."""
    slug, values = drawn
    return STRUCTURES[slug].checked(values, slug).recipe()


# Recipes out of all verbs

MOLTEN = ("plate", "print")
FILL = ("deposit", "plate", "print", "attach", "fill")
SHARES = "deposit deposit deposit open open pattern etch plate plate print strip reflow attach fill"


def _window(plane: bool) -> Drawn:
    foot = _table(foot_width_um=film, foot_height_um=film)
    tilt = _table(wall_angle_deg=one([30.0, 60.0, 89.9, 91.0, 110.0]))
    array = _table(count=st.integers(2, 8), pitch_um=one([12.0, 25.0]))
    aside = _table(centre_um=one([10.0, 25.0, 50.0]))
    more = [st.just({}), st.just({}), tilt, foot, _joined(tilt, foot)]
    more += [array, aside, _joined(array, tilt)] if plane else []
    return _joined(_table(diameter_um=width), st.one_of(more))


def _verbs(known: list[str], plane: bool) -> dict[str, Drawn]:
    """What a step of each verb may say; `known` are the regions filled so far."""
    some = st.lists(one(known), min_size=1, max_size=3, unique=True)
    molten = [name for name in known if name.startswith(MOLTEN)] or known
    window, depth = _window(plane), {"depth_um": film}
    deposit = _table(
        {"stencil": window, "side_coverage": one([1.0, 0.5, 0.05]), "sublayers": one([1, 2])},
        thickness_um=film,
        how=one(["conformal", "planar", "line_of_sight"]),
    )
    plate = st.one_of(
        _table(onto=some, how=one(["level", "conformal"]), height_um=film),
        _table(onto=some, volume_um3=one([1e-3, 100.0, 1e4, 1e8])),
    )
    paste = st.one_of(
        _table(diameter_um=width, thickness_um=film),
        _table(diameter_um=width, cap_height_um=thick, onto=some),
    )
    barrel = _table(shape=st.just("barrel"), standoff_um=thick, pad_diameter_um=width)
    melt = _table(reflow=one(molten), wets=some, born_C=st.just(217.0))
    return {
        "deposit": deposit,
        "plate": plate,
        "print": paste,
        "attach": _table(thickness_um=thick, standoff_um=film, flip=st.booleans()),
        "fill": _table(thickness_um=film),
        "open": _joined(_table(depth, open=some), window),
        "pattern": _joined(_table(pattern=some), window),
        "etch": _table(depth, etch=some, mask=some, undercut_um=film),
        "strip": _table(strip=one(known[1:] or known)),
        "reflow": st.one_of(melt, melt, _joined(melt, barrel)),
    }


@st.composite
def recipes(draw: Any) -> dict[str, Any]:
    """A recipe's table: a substrate and two to nine steps."""
    plane, known = draw(st.booleans()), ["substrate"]
    base = {"deposit": "substrate", "how": "planar", "material": "silicon", "born_C": 25.0}
    steps = [base | {"thickness_um": draw(one([20.0, 100.0]))}]
    for number in range(draw(st.integers(2, 9))):
        verb = draw(one(SHARES.split()))
        step = draw(_verbs(known, plane)[verb])
        if verb in FILL:
            step = {verb: f"{verb}_{number}"} | step | draw(filling)
            known.append(step[verb])
        steps.append(step)
    faces = st.lists(one(known), min_size=2, max_size=2, unique=True)
    cell = {
        "kinematics": "generalized plane strain" if plane else "axisymmetric",
        "width_um": CELL,
        "free_faces": draw(st.lists(faces, max_size=1)) if len(known) > 1 else [],
    }
    return {"name": "drawn", "cell": cell, "step": steps}


def of_table(table: dict[str, Any]) -> Recipe:
    """The recipe of a drawn table."""
    return Recipe.from_table(table, "drawn")


def run(
    drawn: Drawn, make: Callable[[Any], Recipe], count: int, random: int, coarsen: float = 1.0
) -> Counter[str]:
    """How often each fate befell `count` draws that differ; what is none of them is raised."""
    fates: Counter[str] = Counter()
    seen: set[str] = set()

    @seed(random)
    @settings(
        max_examples=3 * count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn)
    def every(draw: Any) -> None:
        if repr(draw) in seen or len(seen) == count:
            return
        end = fate(lambda: make(draw), coarsen)
        seen.add(repr(draw))
        fates[end.split(":")[0]] += 1
        if "--verbose" in sys.argv:
            print(end.replace("\n", " | "), flush=True)

    every()
    return fates


COLUMNS = {"draws": "{}", "audited mesh": "{}", "bad input": "{}", "geometry refused": "{}"}
COLUMNS |= {"mesh refused": "{}", "s": "{:.0f}"}
FATES = ("mesh", "InputError", "GeometryError", "MeshError")


def main(count: int) -> None:
    """Draw, count the fates, tell them."""
    random, rows = int(time.time()), []
    for name, drawn, make in (
        ("parameters", designs(), of_design),
        ("recipes", recipes(), of_table),
    ):
        start = time.perf_counter()
        fates = run(drawn, make, count, random)
        rows.append([name, *(fates[f] for f in FATES), time.perf_counter() - start])
    record("fuzz", COLUMNS, rows, draws=count, seed=random)


if __name__ == "__main__":
    main(int(next(filter(str.isdigit, words()), 1000)))
