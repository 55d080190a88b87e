"""The reduced space: a weak greedy search adds what the design with the widest bound asks for.

P. Binev et al., SIAM J. Math. Anal. 43 (2011) 1457-1472; pyMOR's `weak_greedy`, `pod` and
`gram_schmidt` do the searching, compressing and orthonormalising.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from pymor.algorithms.gram_schmidt import gram_schmidt
from pymor.algorithms.greedy import WeakGreedySurrogate, weak_greedy
from pymor.algorithms.pod import pod
from pymor.core.exceptions import ExtensionError
from pymor.core.logger import set_log_levels
from pymor.operators.numpy import NumpyGenericOperator
from pymor.vectorarrays.numpy import NumpyVectorSpace

from stressbump.errors import SolveError
from stressbump.reduction.forms import Form, Push
from stressbump.reduction.online import Averages, Online, batched
from stressbump.reduction.outputs import Mises, Output
from stressbump.solve import System

MODES = 3  # fields added for the loads, and for the adjoints, of one design
SHARE = 0.05  # of a measure's largest value: what its bound is held against where it is smaller
NOUGHT = (
    1e-4  # of a measure's scale: what is smaller is nothing, as a force that balance makes vanish
)
WORTH = 1e-2  # a further mode's size against the first one's
SAME = 1e-12  # of relative weights that are one
AGREE = 1e-8  # of a measure's size: how far its functional may be from the measure itself
KEPT = 1e-9  # of a field's norm that must be new


@dataclass(frozen=True, eq=False)
class Parts:
    """What is reduced: a factorised reference, its forms with their weights there, loads, measures.

    Forms of one group have weights in a fixed ratio.
    """

    reference: System
    forms: tuple[Form, ...]
    weights: np.ndarray  # (forms,)
    group: np.ndarray  # (forms,)
    pushes: tuple[Push, ...]
    outputs: tuple[Output, ...]
    averages: tuple[Mises, ...]

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return int(self.group.max()) + 1

    @property
    def scale(self) -> np.ndarray:
        """What each measure is small or large against, at the reference."""
        every = [o.value for o in self.outputs] + [m.value for m in self.averages]
        return np.array([value.scale for value in every])

    def applied(self, group: int, fields: np.ndarray) -> np.ndarray:
        """A group's forms at the reference on fields (unknowns, n)."""
        own = np.flatnonzero(self.group == group)
        return np.sum([self.weights[i] * self.forms[i].apply(fields) for i in own], axis=0)

    def energy(self, fields: np.ndarray) -> np.ndarray:
        """All of them."""
        return np.sum([self.applied(g, fields) for g in range(self.groups)], axis=0)

    def answered(self, forces: np.ndarray, system: System | None = None) -> np.ndarray:
        """Displacements and globals (unknowns, n) under forces, at the reference or another system."""
        fields = (system or self.reference).solve(forces)
        fields[shown(self.reference) :] = 0.0
        return fields

    def vectors(self, output: Output) -> np.ndarray:
        """An output's vectors (unknowns, terms), times the weights at the reference."""
        return output.vectors * np.append(self.weights, 1.0)[list(output.forms)]

    def group_of(self, output: Output) -> list[int]:
        """The groups of its terms; -1 has the weight 1."""
        return [int(np.append(self.group, -1)[i]) for i in output.forms]


def shown(system: System) -> int:
    """How many unknowns are no pressures."""
    model = system.model
    return model.mesh.points.size + len(model.kinematics.unknowns)


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


class _Surrogate(WeakGreedySurrogate):
    """The space as it grows, and how wide its bounds are at the training designs."""

    def __init__(
        self,
        parts: Parts,
        theta: np.ndarray,
        loads: np.ndarray,
        tolerance: float,
        factorised: Callable[[int], System],
    ) -> None:
        self.parts, self.theta, self.loads = parts, theta, loads
        self.tolerance, self.factorised = tolerance, factorised
        size = parts.reference.matrix.shape[0]
        self.space = NumpyVectorSpace(size)
        self.product = NumpyGenericOperator(
            parts.energy, dim_source=size, dim_range=size, linear=True
        )
        self.basis = self.space.empty()
        self.spread = _root(loads.T @ loads / len(loads))
        self.push = np.stack([p.force for p in parts.pushes], axis=1)
        self.images = _Images(parts, self.push)
        self.ratio = np.zeros(0)

    def evaluate(self, mus: Any, return_all_values: bool = False) -> Any:
        """The widest bound of each design, per what is allowed of its value."""
        if not len(self.basis):
            self.ratio = np.full((len(self.theta), self.count), np.inf)
        else:
            values, bounds = batched(self.images.online(), self.theta, self.loads)
            self.ratio = ratios(values, bounds, self.parts.scale) / self.tolerance
        found = self.ratio.max(axis=1)[np.asarray(mus)]
        return found if return_all_values else (float(found.max()), mus[int(found.argmax())])

    @property
    def count(self) -> int:
        """How many measures there are."""
        return len(self.parts.outputs) + len(self.parts.averages)

    def extend(self, mu: int) -> None:
        """Add the main fields of a design's loads, and of the adjoints whose bounds are too wide."""
        system = self.factorised(mu)
        wide = np.flatnonzero(self.ratio[mu, : len(self.parts.outputs)] > 1)
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
        if len(self.basis) == before:
            raise ExtensionError
        self.images.add(self.basis[before:].to_numpy())

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
        return pod(new, product=self.product, modes=MODES, rtol=WORTH)[0]

    def _append(self, fields: Any) -> None:
        offset = len(self.basis)
        self.basis.append(fields)
        gram_schmidt(
            self.basis,
            product=self.product,
            offset=offset,
            atol=0,
            rtol=KEPT,
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
            averages=tuple(self._average(m) for m in parts.averages),
        )

    def _pair(self, q: int, s: int) -> np.ndarray:
        """A symmetric matrix that counts both orders of two groups."""
        found = self.image[q].T @ self.riesz[s]
        return np.asarray(found + found.T if q != s else (found + found.T) / 2)

    def _average(self, mises: Mises) -> Averages:
        weight = self.parts.weights[mises.form]
        return Averages(
            int(self.parts.group[mises.form]),
            weight * np.stack([mises.sizes(v).ravel() for v in self.fields.T]),
            mises.offsets.T,
            mises.share,
            mises.steep * weight / mises.volume,
        )


def trained(
    parts: Parts,
    theta: np.ndarray,
    loads: np.ndarray,
    tolerance: float,
    factorised: Callable[[int], System],
    most: int = 40,
) -> tuple[Online, tuple[float, ...]]:
    """A model whose bounds are within the tolerance at all training designs.

    With it the widest bound per what is allowed, search by search. SolveError if `most` did not do.
    """
    set_log_levels({"pymor": "WARNING"})
    surrogate = _Surrogate(parts, theta, loads, tolerance, factorised)
    history = weak_greedy(surrogate, range(len(theta)), atol=1.0, max_extensions=most)
    if history["max_errs"][-1] > 1:
        raise SolveError(
            f"reduced: after {history['extensions']} searches, with {len(surrogate.basis)} fields, a"
            f" bound is still {history['max_errs'][-1]:.2g} times what is allowed; vary less, or ask"
            " for fewer measures"
        )
    return surrogate.images.online(), tuple(history["max_errs"])


def ratios(values: np.ndarray, bounds: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Bounds per size of a value (designs, measures), see `sizes`."""
    return np.asarray(bounds / sizes(values, scale))


def sizes(values: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """What bounds of values (designs, measures) are held against.

    The value itself, but no less than SHARE of the measure's largest and NOUGHT of its `scale`.
    """
    size = np.abs(values)
    return np.maximum(np.maximum(size, SHARE * size.max(axis=0)), NOUGHT * scale)


def _root(square: np.ndarray) -> np.ndarray:
    """The symmetric root of a matrix that is positive or zero."""
    values, vectors = np.linalg.eigh(square)
    return np.asarray(vectors * np.sqrt(values.clip(0)))


def agrees(parts: Parts, unknowns: np.ndarray, loads: np.ndarray) -> bool:
    """Whether the functionals say of a full solution at the reference what its measures say."""
    field = unknowns.copy()
    field[shown(parts.reference) :] = 0.0
    found = [parts.vectors(o).sum(axis=1) @ field + o.offsets @ loads for o in parts.outputs]
    for m in parts.averages:
        sizes = parts.weights[m.form] * m.sizes(field) + (m.offsets @ loads)[:, None]
        found.append(np.linalg.norm(sizes, axis=0) @ m.share)
    wanted = [*(o.value for o in parts.outputs), *(m.value for m in parts.averages)]
    return all(
        v.value is not None and abs(x - v.value) <= AGREE * max(abs(v.value), v.scale)
        for x, v in zip(found, wanted, strict=True)
    )
