"""Cracks in CalculiX: the same cut mesh, held together through the history and let go in its end.

What letting go sets free is half the work of the forces that held on the way that pairs part, for where
faces press each other they do not part. A crack that is longer or shorter by a little is the same mesh with
the nodes around its tip moved along its way, so that

    G = (W(a + h) - W(a - h)) / (area in between)

is CalculiX's own energy alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from stressbump.fracture.cracks import Crack
from stressbump.fracture.paths import crack_path, growths
from stressbump.fracture.release import energy_release_rate, moves
from stressbump.fracture.seams import Seam
from stressbump.history.assembly import Assembly
from stressbump.history.schedule import births
from stressbump.mechanics.contact import FaceForces
from stressbump.mechanics.facing import FacingNodes
from stressbump.mechanics.solution import Solution
from stressbump.process.section import Region
from stressbump.survey.cracks import found_crack
from stressbump.verification.calculix.deck import Deck
from stressbump.verification.calculix.differences import SolverDifference, differences
from stressbump.verification.calculix.gaps import FaceMoves, Pair
from stressbump.verification.calculix.given import deck_of
from stressbump.verification.calculix.held_pairs import HeldPairs
from stressbump.verification.calculix.own import OwnFields
from stressbump.verification.calculix.run import PLANE_RULE, WRITTEN, CalculixFields
from stressbump.verification.calculix.touching import in_contact

MOVED = 0.01  # of a tip's reach: how far it is moved to either side


@dataclass(frozen=True)
class CrackComparison:
    """A crack by both."""

    flaw: str
    length: float  # µm
    differences: tuple[SolverDifference, ...]
    lost: float  # of CalculiX's energy release rate by its digits, per its value

    @property
    def rate(self) -> SolverDifference:
        """The last row: the energy release rate."""
        return self.differences[-1]

    @property
    def title(self) -> str:
        """What was solved."""
        return f"crack of {self.length:g} µm along {self.flaw}"


def cracks_compared(
    assembly: Assembly, own: Sequence[Solution], other: CalculixFields, folder: str | Path
) -> Iterator[CrackComparison]:
    """All cracks of a stack's flaws; `own`, in both quadratures, and `other` are what it is without."""
    section, there = assembly.section, own[0].blocks.keys()
    flaws = [flaw for flaw in section.flaws if set(flaw.at) <= there]
    every = [(flaw, length) for flaw in flaws for length in flaw.lengths]
    for number, (flaw, length) in enumerate(every, 1):
        path = crack_path(assembly.mesh, flaw)
        parts, rules = path.facets_within(length), (None, PLANE_RULE)
        found = [found_crack(section, s, path, parts, r) for s, r in zip(own, rules, strict=True)]
        deck = _deck(assembly, found[0], other.faces)
        rows, lost = _compared(deck, found, Path(folder) / f"crack-{number}")
        yield CrackComparison(str(flaw), length, tuple(rows), lost)


def _compared(
    deck: Deck, own: Sequence[Crack], folder: Path
) -> tuple[list[SolverDifference], float]:
    deck, other = in_contact(deck, folder)
    fields = [OwnFields(_pressing(crack, deck.faces), {}) for crack in own]
    rows = [*differences(fields, other, deck.faces), *_faces(own, deck, other)]
    rate, lost = _rate(own[0], deck, folder)
    rates = [energy_release_rate(crack) for crack in own]
    return [*rows, _row("energy release rate", own[0], "J/m²", rates, rate)], lost


def _deck(assembly: Assembly, crack: Crack, free: Mapping[Pair, FaceMoves]) -> Deck:
    """The deck of a crack; free faces are taken to meet where those of the bonded stack did."""
    seam = crack.seam
    cut = replace(assembly, mesh=seam.model.mesh)
    deck = deck_of(cut, seam.bonded.temperature, held=_held(seam, births(assembly.section)))
    if crack.friction is None:
        return deck
    faces = {**deck.faces, seam.path.flaw.at: crack.faces}
    met = {pair: np.zeros(len(face.area)) for pair, face in faces.items()}
    known = {p: f.apart[0] for p, f in free.items() if len(f.apart[0]) == len(met[p])}
    return replace(deck, faces=faces, met=met | known)


def _held(seam: Seam, order: Sequence[Region]) -> HeldPairs:
    """The pairs of a seam; the first of each is born before the second, if not with it."""
    mesh, directions = seam.model.mesh, seam.model.kinematics.directions
    rank = np.array([[r.name for r in order].index(name) for name in mesh.regions])
    born = np.full(len(mesh.points), len(order))
    np.minimum.at(born, mesh.triangles, rank[mesh.region][:, None])
    pairs = seam.pairs[~seam.pairs.of_face]
    nodes, axis = np.divmod(np.stack([pairs.first, pairs.second]), directions)
    first, second = np.where(born[nodes[0]] <= born[nodes[1]], nodes, nodes[::-1])
    return HeldPairs(first, second, axis[0], seam.path.flaw.at)


def _pressing(crack: Crack, faces: Mapping[Pair, FacingNodes]) -> Solution:
    """A crack's solution with the forces of its faces and of free ones on each other."""
    found, push = crack.solution, np.zeros(len(crack.seam.model.mesh.points))
    if crack.seam.beside:
        push[crack.seam.free_faces.nodes.first] = crack.beside
    forces = {pair: push[face.first] for pair, face in faces.items()}
    if crack.friction is not None:
        forces[crack.seam.path.flaw.at] = crack.force
    return replace(found, pressing={p: FaceForces(f, 0 * f) for p, f in forces.items()})


def _faces(own: Sequence[Crack], deck: Deck, other: CalculixFields) -> Iterator[SolverDifference]:
    """How far pairs of nodes part, and over which share of the crack they do not."""
    at = own[0].seam.path.flaw.at
    assert deck.held is not None
    assert other.parting is not None
    first, second = deck.held.unknowns(deck.model.kinematics)
    apart = [crack.change[second] - crack.change[first] for crack in own]
    yield _row("opening", own[0], "µm", apart, other.parting.apart)
    if own[0].friction is not None:
        theirs = replace(own[0], force=other.faces[at].pressure * own[0].faces.area)
        shares = [crack.closed for crack in own]
        yield _row("closed share", own[0], "1", shares, theirs.closed)


def _row(
    quantity: str,
    crack: Crack,
    unit: str,
    own: Sequence[float | np.ndarray],
    other: float | np.ndarray,
) -> SolverDifference:
    size = float(np.abs(own[0]).max())
    far = [float(np.abs(value - other).max()) / (size or 1.0) for value in own]
    return SolverDifference(quantity, "/".join(crack.seam.path.flaw.at), unit, size, *far)


def _rate(crack: Crack, deck: Deck, folder: Path) -> tuple[float, float]:
    """CalculiX's energy release rate, J/m², and what its digits lose of it, per its value."""
    seam, parts = crack.seam, np.array([crack.parts])
    mesh = seam.model.mesh
    (moving,) = moves(seam, parts)
    far = MOVED * float(growths(seam.bonded.model.mesh, seam.path, parts)[1][0])
    way = far * moving.speed[0][:, None] * moving.way
    energy = []
    for name, places in (("shorter", mesh.points - way), ("longer", mesh.points + way)):
        model = replace(deck.model, mesh=replace(mesh, points=places))
        found = in_contact(replace(deck, model=model), folder / name)[1]
        assert found.parting is not None
        energy.append(found.parting.released)
    tip = mesh.points[seam.path.nodes[crack.parts]]
    area = 2 * far * float(seam.model.kinematics.measure(tip[None])[0])
    gained = energy[1] - energy[0]
    return gained / area, WRITTEN * sum(energy) / (abs(gained) or 1.0)
