"""The laws of a user's sheets, laminates of warp and fill, and layers of copper and resin."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import sqrt
from typing import Any

import numpy as np

from stressbump.closed_forms.composites import Composite, columns, strips
from stressbump.closed_forms.solid import Solid
from stressbump.errors import MaterialError
from stressbump.laws import Expansion, Isotropic, Orthotropic, Table
from stressbump.laws.curve import Composed, Number, knots, span
from stressbump.laws.expansion import Cte, tangent
from stressbump.materials.given import Given, cte_keys
from stressbump.materials.limits import SHARE
from stressbump.materials.material import Material
from stressbump.materials.spelling import did_you_mean


def _both(name: str) -> tuple[str, str]:
    return f"{name}_MPa", f"{name}_GPa"


ALONG = "section_along"
THROUGH = (*_both("E_through"), *_both("G_through"), "nu_through", *cte_keys("through"))
WOVEN = (
    *_both("E_warp"), *_both("E_fill"), "nu_warp_fill", *_both("G_warp_fill"), *cte_keys("warp"),
    *cte_keys("fill"), ALONG,
)  # fmt: skip
COPPER = ("copper_share", "layout", "copper", "resin")
DIRECTIONS = ("warp", "fill")
LAYOUTS = ("plane", "pads", "traces along x", "traces along y")
APART = 10.0  # K: a homogenised number over temperature has rows no further apart


def sheet(given: Given, plane: Isotropic) -> Orthotropic:
    """A sheet alike in its plane, with other numbers through its thickness."""
    E, nu = given.modulus("E_through"), given.poisson("nu_through")
    return Orthotropic.layered(
        (plane.E, plane.E if E is None else E),
        (plane.nu, plane.nu if nu is None else nu),
        (plane.cte, given.cte("through") if given.has(cte_keys("through")) else plane.cte),
        G_through=given.modulus("G_through"),
    )


def woven(given: Given) -> Orthotropic:
    """A laminate that differs along warp and fill, one of which lies in the section.

    A shear modulus in plane that is not given is √(E_warp E_fill) / 2 (1 + √(ν_wf ν_fw)), one through the
    thickness E_through / 2 (1 + ν_through).
    """
    along = given.table.get(ALONG)
    if along not in DIRECTIONS:
        stands = f"{ALONG} is {along!r}" if ALONG in given.table else f"no {ALONG}"
        raise MaterialError(
            f"{given.where}: {stands}; a laminate of warp and fill says which of them lies along the"
            f" section's x (allowed are 'warp' and 'fill')"
        )
    E_w, E_f, E_z = (_wanted(given, name) for name in ("E_warp", "E_fill", "E_through"))
    nu_wf, nu_z = (_wanted(given, name) for name in ("nu_warp_fill", "nu_through"))
    G_wf = given.modulus("G_warp_fill")
    sheared = Orthotropic.layered((E_w, E_z), (nu_wf, nu_z), (0.0, 0.0), given.modulus("G_through"))
    law = Orthotropic(
        E_x=E_w, E_z=E_z, E_y=E_f, nu_xz=nu_z, nu_xy=nu_wf, nu_yz=nu_z,
        G_xz=sheared.G_xz, G_yz=sheared.G_yz,
        G_xy=_composed(_shear_in_plane, E_w, E_f, nu_wf) if G_wf is None else G_wf,
        cte_x=given.cte("warp"), cte_z=given.cte("through"), cte_y=given.cte("fill"),
    )  # fmt: skip
    return law if along == "warp" else law.turned()


def orientation(given: Given) -> str:
    """Which direction of a laminate lies in the section, for its reader; nothing for other materials."""
    if (along := given.table.get(ALONG)) is None:
        return ""
    across = next(d for d in DIRECTIONS if d != along)
    return f"{along} along the section's x, {across} out of plane"


def copper_layer(given: Given, phase: Callable[[Any, str], Material]) -> tuple[Orthotropic, str]:
    """A layer of copper and resin by areal share, and where its numbers come from.

    `phase` finds the material of a name or table.
    """
    if "copper_share" not in given.table:
        raise MaterialError(f"{given}; a copper layer needs copper_share, from 0 to 1")
    share = SHARE.number(given.table["copper_share"], f"{given.where}: copper_share")
    layout = given.table.get("layout")
    if layout not in LAYOUTS:
        stands = (
            f"layout is {layout!r}" if "layout" in given.table else "a copper layer needs layout"
        )
        allowed = ", ".join(map(repr, LAYOUTS))
        raise MaterialError(
            f"{given.where}: {stands}{did_you_mean(str(layout), LAYOUTS)} (allowed are {allowed})"
        )
    if "resin" not in given.table:
        raise MaterialError(f"{given}; a copper layer needs resin, a material")
    if share == 1:
        raise MaterialError(f"{given.where}: copper_share is 1; then it is copper")
    for name in ("copper", "resin"):
        if isinstance(inner := given.table.get(name), Mapping) and any(k in inner for k in COPPER):
            raise MaterialError(
                f"{given.where}: {name} is a copper layer itself; allowed is a substance"
            )
    copper, resin = (
        _phase(
            phase(given.table.get(name, "Cu"), f"{given.where}: {name}"), f"{given.where}: {name}"
        )
        for name in ("copper", "resin")
    )
    law = _homogenised(copper.law, resin.law, share, str(layout))
    rule = "Backus 1962" if "traces" in str(layout) else "Hashin and Rosen 1964"
    return law, f"{share:.4g} of copper ({copper.source}) in resin ({resin.source}), {rule}"


def refuse_without_effect(table: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
    """MaterialError for keys that this kind of material has no use for."""
    for key in table:
        if key not in allowed:
            raise MaterialError(
                f"{where}: {key} has no effect beside {next(k for k in table if k in allowed)}"
                f" (allowed there are {', '.join(allowed)})"
            )


def _wanted(given: Given, name: str) -> Number:
    found = given.poisson(name) if name.startswith("nu") else given.modulus(name)
    if found is None:
        unit = "" if name.startswith("nu") else "_GPa"
        raise MaterialError(f"{given}; a laminate of warp and fill needs {name}{unit}")
    return found


def _shear_in_plane(E_w: float, E_f: float, nu_wf: float) -> float:
    return sqrt(E_w * E_f) / (2 * (1 + abs(nu_wf) * sqrt(E_f / E_w)))


def _composed(function: Callable[..., float], *numbers: Number) -> Number:
    if all(isinstance(n, int | float) for n in numbers):
        return function(*numbers)
    return Composed(function, numbers)


def _phase(material: Material, where: str) -> Material:
    if not isinstance(material.law, Isotropic):
        raise MaterialError(
            f"{where} is {material.name}, whose law differs by direction; allowed is one alike in all"
        )
    return material


def _mixed(copper: Solid, resin: Solid, share: float, layout: str) -> Composite:
    match layout:
        case "plane":
            return columns(copper, resin, 1 - share)
        case "pads":
            return columns(resin, copper, share)
    return strips(resin, copper, share, "x" if layout.endswith("x") else "y")


@lru_cache(maxsize=64)
def _homogenised(copper: Isotropic, resin: Isotropic, share: float, layout: str) -> Orthotropic:
    """The law of both, over temperature where one of them is; a design asks for it many times."""

    def solid(law: Isotropic, T: float) -> Solid:
        at_T = law.moduli(T)
        return Solid(at_T.young, at_T.poisson, tangent(law.cte, T))

    rows = _rows(copper.E, copper.nu, copper.cte, resin.E, resin.nu, resin.cte)
    found = [_mixed(solid(copper, T), solid(resin, T), share, layout) for T in rows]
    S = np.array([c.compliance for c in found])
    cte = np.array([c.cte for c in found])

    def over(values: np.ndarray) -> float | Table:
        same = len(rows) == 1
        return float(values[0]) if same else Table.of(1.0, *zip(rows, values.tolist(), strict=True))

    def expansion(values: np.ndarray) -> Cte:
        curve = over(values)
        return Expansion(curve) if isinstance(curve, Table) else curve

    return Orthotropic(
        E_x=over(1 / S[:, 0, 0]), E_z=over(1 / S[:, 1, 1]), E_y=over(1 / S[:, 2, 2]),
        nu_xz=over(-S[:, 0, 1] / S[:, 0, 0]), nu_xy=over(-S[:, 0, 2] / S[:, 0, 0]),
        nu_yz=over(-S[:, 1, 2] / S[:, 2, 2]), G_xz=over(1 / S[:, 3, 3]),
        G_yz=over(1 / S[:, 4, 4]), G_xy=over(1 / S[:, 5, 5]),
        cte_x=expansion(cte[:, 0]), cte_z=expansion(cte[:, 1]), cte_y=expansion(cte[:, 2]),
    )  # fmt: skip


def _rows(*numbers: Number | Cte) -> tuple[float, ...]:
    """Temperatures (°C) between which both are all but linear; one for constants."""
    curves = [n.curve if isinstance(n, Expansion) else n for n in numbers]
    own = sorted({T for curve in curves for T in knots(curve)})
    if not own:
        return (25.0,)
    low, high = (f(span(c)[end] for c in curves) for f, end in ((max, 0), (min, 1)))
    between = np.linspace(low, high, int(np.ceil((high - low) / APART)) + 1)
    return tuple(sorted({low, high, *between.tolist(), *(T for T in own if low < T < high)}))
