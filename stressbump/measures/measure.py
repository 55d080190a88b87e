"""What a measure is: a number of what is seen at a place, and how it goes with the stress there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, Literal, TypeVar

import numpy as np

Seen = TypeVar("Seen")
Family = Literal["mean", "percentile", "film", "resultant", "edge", "bow", "energy", "release"]


class Kind(Enum):
    """What a measure is of; behind it, what `value` is given."""

    REGION = auto()  # each region: its Sample
    FILM = auto()  # each film: its FilmStress
    TOTAL = auto()  # each region, and their sum for the whole stack: a Sample
    FREE_FACE = auto()  # each face that is not bonded: its FreeFace
    FORCES = auto()  # each bonded face: the Resultant of its nodal forces
    EDGE = auto()  # each bonded face beside its edges: a Sample, as `near_edge` takes it
    FACE = auto()  # each bonded face: its Sample
    DATUM = auto()  # the first region: its Bow
    BARE_FACE = auto()  # each bare level face of a free body: how far its middle stands out, µm
    ALONG = auto()  # each region of a long body: its Along
    AXIS = auto()  # the first region of a long body: its Axis
    CYCLE = auto()  # each region with memory and each layer in it: the Loop of its last cycle
    RUBBING = (
        auto()
    )  # each face with friction: its frictional work (n,) at moments of the last cycle
    CRACK = auto()  # each crack that was asked for: its Release
    METAL = auto()  # each region that can yield: the share of its volume that does
    JOINT = auto()  # a joint away from the neutral point: its JointMotion


@dataclass(frozen=True, eq=False)
class Measure(Generic[Seen]):
    """A number with a name, a unit and what it is of.

    `family` says how its error falls with the mesh. `slope` is ∂value/∂σ (6, n) at the points of a
    sample, their weights included. A headline is told before all others. A measure that is linear is
    so in the loads; one that is positive is a mean of what cannot cancel. One that is extensive is per
    µm of depth in plane models.
    """

    name: str
    unit: str
    of: Kind
    family: Family
    value: Callable[[Seen], float]
    slope: Callable[[Seen], np.ndarray] | None = None
    at: Callable[[Seen], tuple[float, float]] | None = None  # x, z in µm, where it has a place
    linear: bool = False
    headline: bool = False
    positive: bool = False
    extensive: bool = False
    mesh_dependent: bool = False
    compared: bool = True  # with a reference
