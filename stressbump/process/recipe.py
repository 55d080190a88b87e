"""The process as data: a cell and an ordered tuple of steps.

The order is the process history too: every filled region carries the temperature at which it is born.
Lengths are µm, temperatures °C. `Recipe.from_table` reads the TOML form.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from stressbump.errors import InputError, did_you_mean
from stressbump.process.faces import CohesionAt, FlawAt, Friction, LayerAt
from stressbump.process.once import lengths_once
from stressbump.process.profile import History
from stressbump.process.temperatures import Temperature
from stressbump.process.validation import LISTS, checked
from stressbump.process.verbs import (
    VERBS,
    AnyNames,
    Filling,
    Frozen,
    Intrinsic,
    Join,
    MaterialRef,
    Name,
    Shrinkage,
    Step,
    label,
    several,
    targets,
    verb,
)

Kinematics = Literal["axisymmetric", "generalized plane strain", "plane strain", "plane stress"]
Support = Literal["laminate", "two laminates", "flat", "free", "clamped"]


class Cell(Frozen):
    """The unit that is modelled, its symmetry and how its outer wall is held."""

    kinematics: Kinematics = "axisymmetric"
    width_um: Annotated[float, Field(gt=0, le=3e5)]  # radius, or half width
    support: Support = "laminate"
    free_faces: tuple[tuple[Name, Name], ...] = ()  # not bonded
    contact: bool = True  # free faces and cracks press each other where they close
    long: bool = False  # along its axis, so that its ends stay level
    means_in_plane: bool = False  # of laws that differ there, so that they may turn

    @model_validator(mode="after")
    def _is_long_around_an_axis(self) -> Cell:
        if self.long and self.kinematics != "axisymmetric":
            raise ValueError(
                f"long has no effect on {self.kinematics}: a plane section is long across itself"
            )
        return self

    @model_validator(mode="after")
    def _two_laminates_turn_about_an_axis(self) -> Cell:
        if self.support == "two laminates" and (self.long or self.kinematics != "axisymmetric"):
            raise ValueError(
                'support = "two laminates" is for the axisymmetric cell of a joint; here stands'
                f" {'long = true' if self.long else f'kinematics = {self.kinematics!r}'}"
            )
        return self

    @model_validator(mode="after")
    def _means_turn_about_an_axis(self) -> Cell:
        if self.means_in_plane and self.kinematics != "axisymmetric":
            raise ValueError(
                f"means_in_plane has no effect on {self.kinematics}, which takes all laws as they are"
            )
        return self

    @model_validator(mode="after")
    def _faces_have_two_sides(self) -> Cell:
        if same := [a for a, b in self.free_faces if a == b]:
            raise ValueError(f"free_faces: {same[0]!r} shares no face with itself")
        return self


class Birth(Frozen):
    """How a region is born in a reference, and when: directly before or after another region.

    Without `before` and `after` it keeps its place in the order of births.
    """

    born_C: Temperature
    intrinsic_MPa: Intrinsic = 0.0
    cure_shrinkage: Shrinkage = 0.0
    before: Name | None = None
    after: Name | None = None

    @property
    def beside(self) -> Name | None:
        """The region that says when, if one does."""
        return self.before or self.after

    @model_validator(mode="after")
    def _has_one_place(self) -> Birth:
        if self.before and self.after:
            raise ValueError(
                f"born before {self.before!r} and after {self.after!r}; give one of them"
            )
        return self


class Reference(Frozen):
    """What a relief is measured against: one change, on the same section and mesh.

    A swapped region keeps its birth unless `born` gives it another, and loses the intrinsic stress and
    cure shrinkage that were its old material's. A region made `like` another takes over all of these.
    One that is solved `by_name` only is left out where no references are asked for.
    """

    name: Annotated[str, Field(min_length=1, max_length=60)]
    swap: dict[Name, MaterialRef] = Field(default_factory=dict)  # region → material
    like: dict[Name, Name] = Field(default_factory=dict)  # region → region
    empty: AnyNames = ()
    born: dict[Name, Birth] = Field(default_factory=dict)  # region → its history
    by_name: bool = False
    doc: str = ""

    @model_validator(mode="after")
    def _changes_each_region_once(self) -> Reference:
        touched = [*self.swap, *self.like, *self.empty]
        if not touched and not self.born:
            raise ValueError("it changes nothing; give swap, like, empty or born")
        if twice := [name for name in touched if touched.count(name) > 1]:
            raise ValueError(f"{twice[0]!r} is changed twice")
        return self

    @model_validator(mode="after")
    def _births_have_their_place(self) -> Reference:
        for name, birth in self.born.items():
            beside = birth.beside
            if name in self.empty:
                raise ValueError(f"born: {name!r} is empty; what is not there is not born")
            if name in self.like:
                raise ValueError(
                    f"born: {name!r} is born as {self.like[name]!r} is, which it is like; give swap and"
                    " born, or like alone"
                )
            if beside == name:
                raise ValueError(f"born: {name!r} is born beside itself; name another region")
            if beside in self.empty:
                raise ValueError(f"born: {name!r} is born beside {beside!r}, which is empty")
            if beside in self.born and self.born[beside].beside:
                raise ValueError(
                    f"born: {name!r} is born beside {beside!r}, which itself is moved; name a region that"
                    " keeps its place: those born beside the same one are born in the order written"
                )
        return self

    @property
    def touched(self) -> tuple[Name, ...]:
        """The regions it changes."""
        return tuple(dict.fromkeys((*self.swap, *self.like, *self.empty, *self.born)))

    @property
    def mentioned(self) -> tuple[Name, ...]:
        """Every region it speaks of."""
        beside = (birth.beside for birth in self.born.values())
        return (*self.touched, *self.like.values(), *(name for name in beside if name))


AS_BUILT = "as built"  # what the design itself is called beside its references


class Recipe(Frozen):
    """A cell, its steps in order, and the references its relief may be measured against."""

    name: str
    cell: Cell
    steps: tuple[Step, ...] = Field(min_length=1)
    references: tuple[Reference, ...] = ()
    history: History = History()
    layers: tuple[LayerAt, ...] = ()
    flaws: tuple[FlawAt, ...] = ()
    cohesions: tuple[CohesionAt, ...] = ()
    contact: Friction = Friction()
    focus: tuple[Name, ...] = ()  # regions the printed table shows; all if empty
    windows_um: Annotated[  # lengths over which tractions at edges are averaged
        tuple[Annotated[float, Field(ge=0.05, le=1e4)], ...],
        Field(min_length=1, json_schema_extra={"uniqueItems": True}),
        AfterValidator(lengths_once),
    ] = (1.0, 2.0, 5.0)
    aspect: Annotated[float, Field(ge=2, le=300)] = 30.0  # longest film element, in thicknesses

    @model_validator(mode="after")
    def _references_are_distinct(self) -> Recipe:
        names = [AS_BUILT, *(r.name for r in self.references)]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"reference {twice[0]!r}: another stack has that name")
        return self

    @model_validator(mode="after")
    def _layers_have_cycles(self) -> Recipe:
        if self.layers and self.history.cycle is None:
            raise ValueError("a layer is what cycles are averaged over; give history.cycle as well")
        for n, layer in enumerate(self.layers):
            if layer in self.layers[:n]:
                raise ValueError(
                    f"the layer of {layer.of!r} at {layer.at!r}, {layer.thickness_um:g} µm, stands twice"
                )
        return self

    @model_validator(mode="after")
    def _contact_has_faces(self) -> Recipe:
        if not self.cell.contact and not self.cell.free_faces and not self.flaws:
            raise ValueError(
                "cell.contact = false has no effect: there are no free_faces and no [[flaw]]"
            )
        return self

    def with_means_in_plane(self) -> Recipe:
        """The same in a cell that takes laws that differ in plane as their means."""
        cell = self.cell.model_copy(update={"means_in_plane": True})
        return self.model_copy(update={"cell": cell})

    @property
    def pressing(self) -> frozenset[frozenset[str]]:
        """The faces that may press each other, each as its two regions."""
        cracks = (f.at.split("/") for f in self.flaws)
        return frozenset(map(frozenset, (*self.cell.free_faces, *cracks)))

    @model_validator(mode="after")
    def _friction_has_faces(self) -> Recipe:
        if self.contact == Friction():
            return self
        if not self.cell.contact:
            raise ValueError("contact.friction has no effect where cell.contact = false")
        there = [*("/".join(pair) for pair in self.cell.free_faces), *(f.at for f in self.flaws)]
        if not there and not self.cohesions:
            raise ValueError("contact.friction has no effect: no free_faces and no [[flaw]]")
        named = self.contact.named
        for n, face in enumerate(named):
            if face not in self.pressing or face in named[:n]:
                why = "stands twice" if face in named[:n] else "is no free face and no flaw"
                raise ValueError(
                    f"contact.friction: {' and '.join(sorted(face))}: the face {why}; there are"
                    f" {', '.join(dict.fromkeys(there))}"
                )
        return self

    @model_validator(mode="after")
    def _flaws_can_be(self) -> Recipe:
        free = {frozenset(pair) for pair in self.cell.free_faces}
        asked = [(frozenset(f.at.split("/")), f.start) for f in self.flaws]
        for n, (flaw, own) in enumerate(zip(self.flaws, asked, strict=True)):
            if own[0] in free:
                raise ValueError(
                    f"flaw {flaw.at}: a free face; nothing bonds there that could part"
                )
            if own in asked[:n]:
                raise ValueError(
                    f"flaw {flaw.at} from {flaw.start} stands twice; give one all its lengths"
                )
        return self

    @model_validator(mode="after")
    def _cohesion_can_be(self) -> Recipe:
        free = {frozenset(pair) for pair in self.cell.free_faces}
        asked = [(frozenset(c.at.split("/")), c.start) for c in self.cohesions]
        for n, (own, (face, _)) in enumerate(zip(self.cohesions, asked, strict=True)):
            if not self.cell.contact:
                raise ValueError(
                    f"cohesion {own.at}: what has parted there always presses where it closes; take"
                    " cell.contact = false away"
                )
            if face in free:
                raise ValueError(
                    f"cohesion {own.at}: a free face; nothing bonds there that could part"
                )
            if asked[n] in asked[:n]:
                raise ValueError(f"cohesion {own.at} from {own.start} stands twice")
            if self.contact.of(face):
                raise ValueError(
                    f"cohesion {own.at}: what has parted there slides without friction; give"
                    " contact.friction by face, for others"
                )
        return self

    @model_validator(mode="after")
    def _names_stand(self) -> Recipe:
        known: dict[str, str | None] = {}  # region → the part that it belongs to
        joined: dict[str, str] = {}  # part → the step that has joined it
        for number, step in enumerate(self.steps, 1):
            where = label(number, step)
            if step.part in joined:
                raise ValueError(f"{where}: part {step.part!r} is joined by {joined[step.part]}")
            _refuse_strangers(step, known, where)
            if isinstance(step, Join):
                joined[step.join] = where
                known = {n: step.part if p == step.join else p for n, p in known.items()}
            elif isinstance(step, Filling):
                known |= dict.fromkeys(targets(step), step.part)
        if apart := [(n, p) for n, p in known.items() if p is not None]:
            raise ValueError(f"part {apart[0][1]!r} is joined by no step; {apart[0][0]!r} is in it")
        for where, name in self._mentions():
            if name not in known:
                raise ValueError(f"{where}: no step fills {name!r}{did_you_mean(name, known)}")
        return self

    def _mentions(self) -> list[tuple[str, str]]:
        free = [("cell.free_faces", name) for pair in self.cell.free_faces for name in pair]
        touched = [(f"reference {r.name!r}", n) for r in self.references for n in r.mentioned]
        free += [("layer", name) for each in self.layers for name in (each.of, each.at)]
        free += [(f"flaw {f.at}", name) for f in self.flaws for name in f.at.split("/")]
        free += [(f"cohesion {c.at}", name) for c in self.cohesions for name in c.at.split("/")]
        return free + touched + [("focus", name) for name in self.focus]

    @classmethod
    def from_table(cls, table: dict[str, Any], where: str) -> Recipe:
        """A recipe from its TOML form: [cell], [[step]], [[reference]], [history], focus.

        InputError names the file, the key, what stands there and what would be allowed.
        """
        if not isinstance(table, dict):
            raise InputError(f"{where}: a table is wanted, here stands {table!r}")
        rest = {"name": where} | {k: v for k, v in table.items() if k not in LISTS}
        for key, word in LISTS.items():
            if word in rest:
                raise InputError(f"{where}: unknown key {word!r}; did you mean [[{key}]]?")
            if not isinstance(found := table.get(key, []), list):
                raise InputError(f"{where}: [[{key}]] is a list of tables; here stands {found!r}")
            rest[word] = found
        rest["steps"] = [_step(s, f"{where}, step {n}") for n, s in enumerate(rest["steps"], 1)]
        return checked(cls, rest, where)

    def to_table(self) -> dict[str, Any]:
        """The TOML form; `from_table` reads it back to an equal recipe."""
        dump: dict[str, Any] = self.model_dump(mode="json", exclude_defaults=True, by_alias=True)
        dump["step"] = [
            _target_first(s, d) for s, d in zip(self.steps, dump.pop("steps"), strict=True)
        ]
        for key, word in LISTS.items():
            if found := dump.pop(word, None):
                dump[key] = found
        return dump


def _refuse_strangers(step: Step, known: Mapping[str, str | None], where: str) -> None:
    """ValueError for a name that no earlier step fills, or that belongs to another part."""
    needed = set(targets(step)) if not isinstance(step, Filling | Join) else set()
    for field in ("mask", "onto", "wets", "cures", "over"):
        value = getattr(step, field, None)
        needed |= set(several(value)) if value else set()
    own = (step.part, step.join) if isinstance(step, Join) else (step.part,)
    if isinstance(step, Join) and (step.join == step.part or step.join not in known.values()):
        parts = {p for p in known.values() if p is not None and p != step.part}
        hint = did_you_mean(step.join, parts) if parts else '; part = "…" puts a step into one'
        raise ValueError(f"{where}: no earlier step belongs to a part {step.join!r}{hint}")
    if isinstance(step, Filling):
        needed |= {name for name in targets(step) if name in known}
    for name in sorted(needed):
        if name not in known:
            hint = did_you_mean(name, known)
            raise ValueError(f"{where}: no earlier step fills {name!r}{hint}")
        if known[name] not in own:
            raise ValueError(
                f"{where}: {name!r} stands {_home(known[name])}, not {_home(step.part)}"
            )


def _home(part: str | None) -> str:
    return "in the stack itself" if part is None else f"in part {part!r}"


def _target_first(step: Step, dump: dict[str, Any]) -> dict[str, Any]:
    key = verb(step)
    return {key: dump.pop(key)} | dump


def _step(table: Any, where: str) -> Frozen:
    if not isinstance(table, dict):
        raise InputError(f"{where}: a table is wanted, here stands {table!r}")
    named = [key for key in VERBS if key in table]
    if len(named) != 1:
        found = (
            f"the verbs {', '.join(named)}" if named else f"the keys {', '.join(table) or 'none'}"
        )
        raise InputError(
            f"{where}: exactly one verb is wanted of {', '.join(VERBS)}; found {found}"
        )
    return checked(VERBS[named[0]], table, f"{where} ({named[0]})")
