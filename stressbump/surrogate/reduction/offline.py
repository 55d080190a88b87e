"""The reduced spaces, one for each step: a weak greedy search adds what the design with the widest
bound asks for, in the steps that its bound is wide by.

P. Binev et al., SIAM J. Math. Anal. 43 (2011) 1457-1472; pyMOR's `weak_greedy`, `pod` and
`gram_schmidt` do the searching, compressing and orthonormalising.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from pymor.algorithms.gram_schmidt import gram_schmidt
from pymor.algorithms.greedy import WeakGreedySurrogate, weak_greedy
from pymor.algorithms.pod import pod
from pymor.core.exceptions import ExtensionError
from pymor.core.logger import set_log_levels
from pymor.operators.numpy import NumpyGenericOperator
from pymor.vectorarrays.numpy import NumpyVectorSpace
from scipy.sparse import csc_array

from stressbump.errors import SolveError
from stressbump.mechanics.system import System
from stressbump.surrogate.reduction.forms import Form, Push
from stressbump.surrogate.reduction.online import Averages, Online, ReducedHistory, batched
from stressbump.surrogate.reduction.outputs import MISES, Mises, Output
from stressbump.survey import Value

MODES = 3  # fields added for the loads, and for the adjoints, of one design
BOUND_SCALE_FLOOR = (
    0.05  # of a measure's largest value: what its bound is held against where it is smaller
)
COUNTS_AS_ZERO = (
    1e-4  # of a measure's scale: what is smaller is nothing, as a force that balance makes vanish
)
LEAST_MODE = 1e-2  # a further mode's size against the first one's
SAME = 1e-12  # of relative weights that are one
AGREE = 1e-8  # of a measure's size: how far its functional may be from the measure itself
LEAST_NEW_PART = 1e-9  # of a field's norm that must be new
NONE = 1e-14  # of the largest eigenvalue: round-off of one that is zero


@dataclass(frozen=True, eq=False)
class Parts:
    """A step that is reduced: a factorised reference, its forms and loads, what it adds to measures.

    Forms have their weights at the reference; those of one group in a fixed ratio. `gaps` count each
    unknown for how far nodes of free faces part, those that stand in it.
    """

    reference: System
    forms: tuple[Form, ...]
    weights: np.ndarray  # (forms,)
    group: np.ndarray  # (forms,)
    pushes: tuple[Push, ...]
    outputs: tuple[Output, ...]
    averages: tuple[Mises, ...]
    gaps: csc_array  # (unknowns, nodes)

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return int(self.group.max()) + 1

    def applied(self, group: int, fields: np.ndarray) -> np.ndarray:
        """A group's forms at the reference on fields (unknowns, n)."""
        own = np.flatnonzero(self.group == group)
        return np.sum([self.weights[i] * self.forms[i].apply(fields) for i in own], axis=0)

    def energy(self, fields: np.ndarray) -> np.ndarray:
        """All of them."""
        return np.sum([self.applied(g, fields) for g in range(self.groups)], axis=0)

    def answered(self, forces: np.ndarray, system: System | None = None) -> np.ndarray:
        """Displacements and globals (unknowns, n) under forces, at the reference or another system."""
        return without_pressures(self.reference, (system or self.reference).solve(forces))

    def vectors(self, output: Output) -> np.ndarray:
        """An output's vectors (unknowns, terms), times the weights at the reference."""
        return output.vectors * np.append(self.weights, 1.0)[list(output.forms)]

    def group_of(self, output: Output) -> list[int]:
        """The groups of its terms; -1 has the weight 1."""
        return [int(np.append(self.group, -1)[i]) for i in output.forms]


def without_pressures(system: System, unknowns: np.ndarray) -> np.ndarray:
    """Unknowns (unknowns, ...) with all pressures zero."""
    out = unknowns.copy()
    for p in system.blocks.values():
        out[p.unknowns[:, p.B.shape[-1] :]] = 0.0
    return out


def grouped(relative: np.ndarray) -> np.ndarray:
    """The group (forms,) of each form by its weights (designs, forms) relative to the reference."""
    first: list[int] = []
    group = []
    for n, column in enumerate(relative.T):
        same = [k for k, m in enumerate(first) if np.allclose(column, relative[:, m], SAME, 0)]
        if not same:
            first.append(n)
        group.append(same[0] if same else len(first) - 1)
    return np.array(group)


class _Space:
    """One step's space as it grows, for designs by their weights (designs, groups or pushes)."""

    def __init__(
        self,
        parts: Parts,
        theta: np.ndarray,
        loads: np.ndarray,
        factorised: Callable[[int], System],
    ) -> None:
        self.parts, self.theta, self.loads, self.factorised = parts, theta, loads, factorised
        size = parts.reference.matrix.shape[0]
        self.space = NumpyVectorSpace(size)
        self.product = NumpyGenericOperator(
            parts.energy, dim_source=size, dim_range=size, linear=True
        )
        self.basis = self.space.empty()
        self.spread = _root(loads.T @ loads / len(loads))
        self.push = np.stack([p.force for p in parts.pushes], axis=1)
        self.images = _Images(parts, self.push)

    def extend(self, mu: int, wide: Sequence[int]) -> bool:
        """Add the main fields of a design's loads and of the adjoints of some outputs, if new."""
        system = self.factorised(mu)
        adjoint = [self._functional(self.parts.outputs[o], mu) for o in wide]
        forces = np.column_stack([self.push, *adjoint])
        fields = self.parts.answered(forces, system)
        loads = fields[:, : len(self.push.T)] @ self.spread
        here = fields[:, : len(self.push.T)] @ self.loads[mu]
        before = len(self.basis)
        self._append(self.space.from_numpy(here[:, None]))
        self._append(self._main(loads))
        if adjoint:
            own = fields[:, len(self.push.T) :]
            self._append(self._main(own / np.sqrt(self._norms(own))))
        if len(self.basis) > before:
            self.images.add(self.basis[before:].to_numpy())
        return len(self.basis) > before

    def _functional(self, output: Output, mu: int) -> np.ndarray:
        theta = np.append(self.theta[mu], 1.0)[self.parts.group_of(output)]
        return np.asarray(self.parts.vectors(output) @ theta)

    def _norms(self, fields: np.ndarray) -> np.ndarray:
        return np.asarray((fields * self.parts.energy(fields)).sum(axis=0))

    def _main(self, fields: np.ndarray) -> Any:
        """The largest of what is new in some fields."""
        new = self.space.from_numpy(fields)
        if len(self.basis):
            new -= self.basis.lincomb(self.basis.inner(new, self.product))
        left, size = self._norms(new.to_numpy()), self._norms(fields).max()
        found = new[np.flatnonzero(left > LEAST_NEW_PART**2 * size)]
        return pod(found, product=self.product, modes=MODES, rtol=LEAST_MODE)[0]

    def _append(self, fields: Any) -> None:
        offset = len(self.basis)
        self.basis.append(fields)
        gram_schmidt(
            self.basis,
            product=self.product,
            offset=offset,
            atol=0,
            rtol=LEAST_NEW_PART,
            copy=False,
            check=False,
        )


class _Images:
    """What is multiplied with what, grown field by field."""

    def __init__(self, parts: Parts, push: np.ndarray) -> None:
        self.parts, self.push = parts, push
        self.terms = np.column_stack([parts.vectors(o) for o in parts.outputs] or [push[:, :0]])
        self.push_field = parts.answered(push)
        self.term_field = parts.answered(self.terms) if self.terms.size else self.terms
        empty = np.zeros((len(push), 0))
        self.fields = empty
        self.image = [empty] * parts.groups  # A_q V
        self.riesz = [empty] * parts.groups  # X⁻¹ A_q V

    def add(self, fields: np.ndarray) -> None:
        self.fields = np.column_stack([self.fields, fields])
        images = [self.parts.applied(q, fields) for q in range(len(self.image))]
        found = np.split(self.parts.answered(np.column_stack(images)), len(images), axis=1)
        for q, (image, riesz) in enumerate(zip(images, found, strict=True)):
            self.image[q] = np.column_stack([self.image[q], image])
            self.riesz[q] = np.column_stack([self.riesz[q], riesz])

    def online(self) -> Online:
        parts, V, groups = self.parts, self.fields, range(len(self.image))
        owner = [n for n, o in enumerate(parts.outputs) for _ in o.forms]
        group = [g for o in parts.outputs for g in parts.group_of(o)]
        products = self.terms.T @ self.term_field
        same = np.equal.outer(owner, owner) if owner else np.zeros((0, 0))
        pairs = [(q, s) for q in groups for s in groups if q <= s]
        return Online(
            stiffness=np.stack([V.T @ image for image in self.image]),
            push=self.push.T @ V,
            residual=np.stack([self._pair(q, s) for q, s in pairs]),
            residual_push=np.stack([self.push_field.T @ image for image in self.image]),
            push_push=self.push.T @ self.push_field,
            group=np.array(group, int),
            owner=np.array(owner, int),
            term=self.terms.T @ V,
            term_residual=np.stack([self.term_field.T @ image for image in self.image]),
            term_term=products * same,
            offsets=np.stack([o.offsets for o in parts.outputs])
            if parts.outputs
            else np.zeros((0, len(parts.pushes))),
        )

    def _pair(self, q: int, s: int) -> np.ndarray:
        """A symmetric matrix that counts both orders of two groups."""
        found = self.image[q].T @ self.riesz[s]
        return np.asarray(found + found.T if q != s else (found + found.T) / 2)


class _Surrogate(WeakGreedySurrogate):
    """The spaces as they grow, and how wide the bounds are at the training designs."""

    def __init__(self, spaces: Sequence[_Space], values: Sequence[Value], tolerance: float) -> None:
        self.spaces, self.values, self.tolerance = spaces, values, tolerance
        self.scale = np.array([v.scale for v in values])
        count = len(spaces[0].theta)
        self.ratio = np.full((len(spaces), count, len(values)), np.inf)  # of what is allowed

    def history(self) -> ReducedHistory:
        """The model as it stands."""
        linear = [v for v in self.values if v.measure != MISES]
        return ReducedHistory(
            len(linear),
            tuple(s.images.online() for s in self.spaces),
            tuple(
                np.array([linear.index(o.value) for o in s.parts.outputs], int) for s in self.spaces
            ),
            tuple(_averages(v, self.spaces) for v in self.values if v.measure == MISES),
            tuple(s.parts.gaps.T @ s.images.fields for s in self.spaces),
        )

    def evaluate(self, mus: Any, return_all_values: bool = False) -> Any:
        """The widest bound of each design, per what is allowed of its value."""
        if all(len(s.basis) for s in self.spaces):
            theta, loads = [s.theta for s in self.spaces], [s.loads for s in self.spaces]
            values, bounds = batched(self.history(), theta, loads)
            self.ratio = bounds / sizes(values, self.scale) / self.tolerance
        found = self.ratio.sum(axis=0).max(axis=1)[np.asarray(mus)]
        return found if return_all_values else (float(found.max()), mus[int(found.argmax())])

    def extend(self, mu: int) -> None:
        """Add to the steps that use more than their share of what a design is allowed."""
        grown = False
        for space, ratio in zip(self.spaces, self.ratio[:, mu] * len(self.spaces), strict=True):
            if np.any(ratio > 1):
                own = [ratio[self.values.index(o.value)] for o in space.parts.outputs]
                grown |= space.extend(mu, np.flatnonzero(np.array(own) > 1).tolist())
        if not grown:
            raise ExtensionError


def _averages(value: Value, spaces: Sequence[_Space]) -> Averages:
    found = [
        (number, m, space)
        for number, space in enumerate(spaces)
        for m in space.parts.averages
        if m.value == value
    ]
    weight = [space.parts.weights[m.form] for _, m, space in found]
    sizes = [
        w * np.stack([m.sizes(v).ravel() for v in space.images.fields.T])
        for w, (_, m, space) in zip(weight, found, strict=True)
    ]
    return Averages(
        tuple(number for number, _, _ in found),
        tuple(int(space.parts.group[m.form]) for _, m, space in found),
        np.concatenate(sizes),
        tuple(m.offsets.T for _, m, _ in found),
        found[0][1].share,
        tuple(m.steep * w / m.volume for w, (_, m, _) in zip(weight, found, strict=True)),
    )


def trained(
    steps: Sequence[Parts],
    values: Sequence[Value],
    theta: Sequence[np.ndarray],
    loads: Sequence[np.ndarray],
    tolerance: float,
    factorised: Callable[[int, int], System],
    most: int = 40,
) -> tuple[ReducedHistory, tuple[float, ...]]:
    """A model whose bounds are within the tolerance at all training designs.

    By step: `theta` and `loads`, the weights (designs, groups or pushes), and `factorised(step,
    design)`. With it the widest bound per what is allowed, search by search. SolveError if `most`
    did not do.
    """
    set_log_levels({"pymor": "WARNING"})
    spaces = [
        _Space(parts, theta[s], loads[s], partial(factorised, s)) for s, parts in enumerate(steps)
    ]
    surrogate = _Surrogate(spaces, values, tolerance)
    history = weak_greedy(surrogate, range(len(theta[0])), atol=1.0, max_extensions=most)
    found = surrogate.history()
    if history["max_errs"][-1] > 1:
        raise SolveError(
            f"reduced: after {history['extensions']} searches, with {found.basis} fields, a"
            f" bound is still {history['max_errs'][-1]:.2g} times what is allowed; vary less, or ask"
            " for fewer measures"
        )
    return found, tuple(history["max_errs"])


def sizes(values: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """What bounds of values (designs, measures) are held against.

    The value itself, but no less than BOUND_SCALE_FLOOR of the measure's largest and
    COUNTS_AS_ZERO of its `scale`.
    """
    size = np.abs(values)
    return np.maximum(
        np.maximum(size, BOUND_SCALE_FLOOR * size.max(axis=0)), COUNTS_AS_ZERO * scale
    )


def _root(square: np.ndarray) -> np.ndarray:
    """The symmetric root of a matrix that is positive or zero."""
    values, vectors = np.linalg.eigh(square)
    values = np.where(values > NONE * values.max(), values, 0.0)
    return np.asarray(vectors * np.sqrt(values))


def agrees(steps: Sequence[Parts], values: Sequence[Value], loads: Sequence[np.ndarray]) -> bool:
    """Whether the functionals say what the measures of the full solution say.

    They are summed over the steps at the reference under its loads (pushes,).
    """
    found: dict[Value, Any] = dict.fromkeys(values, 0.0)
    share = {}
    for parts, amounts in zip(steps, loads, strict=True):
        force = np.stack([p.force for p in parts.pushes], axis=1) @ amounts
        field = parts.answered(force[:, None])[:, 0]
        for o in parts.outputs:
            found[o.value] += parts.vectors(o).sum(axis=1) @ field + o.offsets @ amounts
        for m in parts.averages:
            sizes = parts.weights[m.form] * m.sizes(field) + (m.offsets @ amounts)[:, None]
            found[m.value], share[m.value] = found[m.value] + sizes, m.share
    for value, of_points in share.items():
        found[value] = np.linalg.norm(found[value], axis=0) @ of_points
    return all(
        v.value is not None and abs(found[v] - v.value) <= AGREE * max(abs(v.value), v.scale)
        for v in values
    )
