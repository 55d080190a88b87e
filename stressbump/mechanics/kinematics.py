"""How a field in the section strains a body: each 2-D field is lifted to three dimensions.

    | ε_xx    γ_xz/2   0    |
    | γ_xz/2  ε_zz     0    |    x is r in an axisymmetric cell, z the height
    |  0       0      ε_out |

axisymmetric              ε_out = ε_θθ = u_r / r        dV = 2πr dA
generalized plane strain  ε_out = ε_yy = a + b z        dV = dA, per µm of depth
plane strain              ε_out = 0
plane stress              σ_out = 0, ε_out follows from the law

Harmonics about the axis have u_r = U cos nθ, u_z = W cos nθ, u_θ = V sin nθ and strains

    ε_rr = ∂U/∂r   ε_zz = ∂W/∂z   ε_θθ = (U + n V)/r   γ_rz = ∂U/∂z + ∂W/∂r    as cos nθ
    γ_zθ = ∂V/∂z - n W/r          γ_rθ = ∂V/∂r - (V + n U)/r                   as sin nθ

whose squares are integrated over θ: dV = πr dA; at n = 0, where u_θ = V is a torsion, 2πr dA. Their
unknowns are U, W and s = U + V (at n = 0 V itself), which is zero wherever a ring moves as a whole: on
the axis and at a wall. E. L. Wilson, AIAA J. 3 (1965) 2269-2274.

Six components stand in the order xx, zz, out of plane, xz, zy, xy. A kinematics says along which axes a
node moves and how many of the components, from the first on, can be other than zero: with three axes and
all six it is one more object.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, partial

import numpy as np

IDENTITY = np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0])
FACES = ((0, 3), (3, 1), (5, 4))  # components whose products with n_x, n_z are t_x, t_z, t_y

# Fills B (elements, components, points, nodes, directions), zero so far, from shape functions (points,
# nodes), their gradients (elements, points, nodes, 2) and places (elements, points, 2).
Strain = Callable[[np.ndarray, np.ndarray, np.ndarray, np.ndarray], None]
# From places (n, 2): the motions that strain nothing (n, directions, motions).
Rigid = Callable[[np.ndarray], np.ndarray]


def _in_plane(b: np.ndarray, shape: np.ndarray, slope: np.ndarray, x: np.ndarray) -> None:
    b[:, 0, ..., 0] = b[:, 3, ..., 1] = slope[..., 0]
    b[:, 1, ..., 1] = b[:, 3, ..., 0] = slope[..., 1]


def _around_axis(b: np.ndarray, shape: np.ndarray, slope: np.ndarray, x: np.ndarray) -> None:
    _in_plane(b, shape, slope, x)
    b[:, 2, ..., 0] = shape / x[..., :1]


def _as_harmonic(
    n: int, b: np.ndarray, shape: np.ndarray, slope: np.ndarray, x: np.ndarray
) -> None:
    _in_plane(b, shape, slope, x)
    per_radius, of_ring = shape / x[..., :1], bool(n)  # V = s - U, or V = s
    b[:, 2, ..., 0] = (1 - n * of_ring) * per_radius
    b[:, 2, ..., 2] = n * per_radius
    b[:, 4, ..., 0] = -of_ring * slope[..., 1]
    b[:, 4, ..., 1] = -n * per_radius
    b[:, 4, ..., 2] = slope[..., 1]
    b[:, 5, ..., 0] = -of_ring * slope[..., 0] - (n - of_ring) * per_radius
    b[:, 5, ..., 2] = slope[..., 0] - per_radius


def _moved_in_plane(x: np.ndarray) -> np.ndarray:
    one, none = np.ones(len(x)), np.zeros(len(x))
    return np.stack([np.stack([one, none, -x[:, 1]], -1), np.stack([none, one, x[:, 0]], -1)], 1)


def _moved_along_axis(x: np.ndarray) -> np.ndarray:
    return np.tile([[0.0], [1.0]], (len(x), 1, 1))


def _moved_as_harmonic(n: int, x: np.ndarray) -> np.ndarray:
    """At n = 0 along the axis and about it, at n = 1 across the axis and about one that crosses it."""
    (r, z), one, none = x.T, np.ones(len(x)), np.zeros(len(x))
    motions = {
        0: [(none, one, none), (none, none, r)],
        1: [(one, none, none), (z, -r, none)],
    }.get(n, [])
    return np.array(motions).reshape(len(motions), 3, len(x)).T


def _thickness(x: np.ndarray) -> np.ndarray:
    return np.ones(x.shape[:-1])


def _circumference(x: np.ndarray) -> np.ndarray:
    return 2 * np.pi * x[..., 0]


def _squares_of_cosines(x: np.ndarray) -> np.ndarray:
    """∫ r cos² nθ dθ = ∫ r sin² nθ dθ over the circumference."""
    return np.pi * x[..., 0]


@dataclass(frozen=True)
class Kinematics:
    """How nodes move and what that strains, and the volume that belongs to a section."""

    name: str
    hoop: bool = False  # the section turns about x = 0
    order: int = 0  # n of a harmonic about the axis
    stretch: Mapping[str, Callable[[np.ndarray], np.ndarray]] = field(default_factory=dict)
    free_thickness: bool = False  # σ_out = 0
    axes: tuple[str, ...] = ("x", "z")  # along which a node moves: each an unknown
    on_axis: tuple[str, ...] = ("x",)  # those that are zero at x = 0
    pins: tuple[str, ...] = (
        "z",
    )  # those that one node holds each of a body that nothing else holds
    motion: np.ndarray | None = field(
        default=None, compare=False
    )  # (directions, axes): u of the unknowns, where they are not u itself
    components: int = 4  # of the six
    strain: Strain = _in_plane
    rigid: Rigid = _moved_in_plane
    measure: Callable[[np.ndarray], np.ndarray] = _thickness  # dV/dA at places (..., 2)

    @property
    def unknowns(self) -> tuple[str, ...]:
        """Names of the global unknowns, whose conjugate net forces vanish."""
        return tuple(self.stretch)

    @property
    def directions(self) -> int:
        """Displacements at a node."""
        return len(self.axes)

    def along(self, axis: str, nodes: np.ndarray) -> np.ndarray:
        """The displacement unknowns of nodes along an axis."""
        return self.displacements(nodes)[..., self.axes.index(axis)]

    def displacements(self, nodes: np.ndarray) -> np.ndarray:
        """All displacement unknowns of nodes, (..., directions)."""
        return self.directions * nodes[..., None] + np.arange(self.directions)

    def nodes_along(self, axis: str, unknowns: np.ndarray) -> np.ndarray:
        """The nodes of those displacement unknowns that are along an axis."""
        node, direction = np.divmod(unknowns, self.directions)
        found: np.ndarray = node[direction == self.axes.index(axis)]
        return found

    def moved(self, unknowns: np.ndarray) -> np.ndarray:
        """u_x, u_z and u_y (..., directions) of nodal unknowns of that shape."""
        return unknowns if self.motion is None else unknowns @ self.motion.T

    def conjugate(self, force: np.ndarray) -> np.ndarray:
        """The forces on nodal unknowns that do the work of forces along x, z and y (..., directions)."""
        return force if self.motion is None else force @ self.motion

    def physical(self, conjugate: np.ndarray) -> np.ndarray:
        """The forces along x, z and y whose work those on nodal unknowns do (..., directions)."""
        return conjugate if self.motion is None else conjugate @ np.linalg.inv(self.motion)

    def flat(self) -> Kinematics:
        """The same, kept from bowing out of plane."""
        return replace(self, stretch={k: v for k, v in self.stretch.items() if k != "b"})

    def strain_operator(self, shape: np.ndarray, slope: np.ndarray, x: np.ndarray) -> np.ndarray:
        """B with ε = B (displacements of node 0, of node 1, ... , global unknowns).

        From shape functions (points, nodes), their gradients (elements, points, nodes, 2) and places
        (elements, points, 2); returns (elements, components, points, unknowns).
        """
        nodes, (elements, points) = shape.shape[-1], x.shape[:2]
        nodal = self.directions * nodes
        b = np.zeros((elements, self.components, points, nodal + len(self.stretch)))
        self.strain(b[..., :nodal].reshape(*b.shape[:3], nodes, self.directions), shape, slope, x)
        for column, extent in enumerate(self.stretch.values(), start=nodal):
            b[:, 2, :, column] = extent(x[..., 1])
        return b

    def strain_of(
        self, u: np.ndarray, slope: np.ndarray, x: np.ndarray, shared: np.ndarray
    ) -> np.ndarray:
        """Strains (6, ...) of displacements in the plane u_i (2, ...) with slopes ∂u_i/∂x_j (2, 2, ...).

        At places x (2, elements, points), with the global unknowns (elements, n). ValueError for harmonics.
        """
        if len(self.axes) != len(x):
            raise ValueError(f"{self.name}: displacements are not those of its plane")
        found = np.zeros((6, *x.shape[1:]))
        found[0], found[1], found[3] = slope[0, 0], slope[1, 1], slope[0, 1] + slope[1, 0]
        if self.hoop:
            found[2] = u[0] / x[0]
        for value, extent in zip(shared.T, self.stretch.values(), strict=True):
            found[2] += value[:, None] * extent(x[1])
        return found

    def moved_strain_of(
        self,
        u: np.ndarray,
        slope: np.ndarray,
        x: np.ndarray,
        shared: np.ndarray,
        velocity: np.ndarray,
        gradient: np.ndarray,
    ) -> np.ndarray:
        """How these change as places move by a velocity V_i (2, ...) of slopes ∂V_i/∂x_j (2, 2, ...).

        Values at nodes stay: δ(∂u_i/∂x_j) = -∂u_i/∂x_k ∂V_k/∂x_j and δ(1/r) = -V_r/r².
        """
        turned = -np.stack(
            [slope[:, 0] * g[0] + slope[:, 1] * g[1] for g in gradient.swapaxes(0, 1)], 1
        )
        found = self.strain_of(-u * velocity[0] / x[0], turned, x, 0 * shared)
        for value, extent in zip(shared.T, self.stretch.values(), strict=True):
            found[2] += value[:, None] * (extent(x[1] + velocity[1]) - extent(x[1]))
        return found

    def measure_growth(self, x: np.ndarray, velocity: np.ndarray) -> np.ndarray:
        """How dV/dA grows (...), per dV/dA, as places (2, ...) move by a velocity."""
        after, before = (self.measure(np.moveaxis(own, 0, -1)) for own in (x + velocity, x))
        return after / before - 1


def traction(stress: np.ndarray, normal: np.ndarray, directions: int) -> np.ndarray:
    """σ n (..., directions), MPa, of stresses (6, ...) on faces of normals (..., 2)."""
    n_x, n_z = np.moveaxis(normal, -1, 0)
    return np.stack([stress[i] * n_x + stress[j] * n_z for i, j in FACES[:directions]], axis=-1)


axisymmetric = Kinematics(
    "axisymmetric",
    hoop=True,
    strain=_around_axis,
    rigid=_moved_along_axis,
    measure=_circumference,
)
generalized_plane_strain = Kinematics(
    "generalized_plane_strain", stretch={"a": np.ones_like, "b": np.asarray}
)
plane_strain = Kinematics("plane_strain")
plane_stress = Kinematics("plane_stress", free_thickness=True)

RING = np.array([[1.0, 0, 0], [0, 1, 0], [-1, 0, 1]])  # u_r, u_z, u_θ = s - u_r


@cache
def harmonic(n: int) -> Kinematics:
    """The n-th harmonic about the axis; at n = 0 an axisymmetric body that may also be twisted.

    Harmonics do not couple as long as laws are the same at every θ.
    """
    if n < 0:
        raise ValueError(f"harmonics are n = 0, 1, 2 …, not {n}")
    return Kinematics(
        f"harmonic {n}",
        hoop=True,
        order=n,
        axes=("x", "z", "s"),
        on_axis={0: ("x", "s"), 1: ("z", "s")}.get(n, ("x", "z", "s")),
        pins={0: ("z", "s"), 1: ("x", "z")}.get(n, ()),
        motion=RING if n else None,
        components=6,
        strain=partial(_as_harmonic, n),
        rigid=partial(_moved_as_harmonic, n),
        measure=_squares_of_cosines if n else _circumference,
    )


KINEMATICS = {
    k.name: k for k in (axisymmetric, generalized_plane_strain, plane_strain, plane_stress)
}
