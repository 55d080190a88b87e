"""All that a stored study can tell of one answer: every analysis that its designs allow, or why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TypeVar, get_args

import pandas

from stressbump.analysis.cases import against, answers, is_relief, named, parameters, varying
from stressbump.analysis.contours import ContourMap, contour_map
from stressbump.analysis.effects import MainEffects, main_effects
from stressbump.analysis.indices import Indices, given_data_indices, sobol_indices
from stressbump.analysis.pareto import Front, Sense, pareto_front
from stressbump.analysis.pictures import Result
from stressbump.analysis.scatter import Scatter, Share, percentiles, share_beyond
from stressbump.errors import InputError, StoreError
from stressbump.measures.warpage import CURVATURE, SAGITTA
from stressbump.sweeps.exporting import to_frame
from stressbump.sweeps.store import reading
from stressbump.sweeps.study import SAMPLED, Study
from stressbump.sweeps.summary import Summary, summary
from stressbump.sweeps.sweep import STORE

BENT = CURVATURE.name, SAGITTA.name
PARTS = ("effects", "indices", "map", "front", "scatter")
Found = TypeVar("Found")


@dataclass(frozen=True, eq=False)
class Stored:
    """A study out of its store: what was asked, by which program, its table and its summary."""

    study: Study
    code: str
    frame: pandas.DataFrame
    summary: Summary

    @cached_property
    def independent(self) -> pandas.DataFrame:
        """The cases that are a sample: of Saltelli's blocks the first and the last."""
        if self.study.sampling.how != "saltelli":
            return self.frame
        size = len(self.study.vary) + 2
        return self.frame[(self.frame["case"] % size).isin((0, size - 1))]


@dataclass(frozen=True, eq=False)
class Overview:
    """Every analysis of an answer, None where `left_out` says why there is none."""

    stored: Stored
    answer: str
    goals: Mapping[str, Sense]
    effects: MainEffects | None = None
    indices: Indices | None = None
    map: ContourMap | None = None
    front: Front | None = None
    scatter: Scatter | None = None
    share: Share | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)

    @property
    def results(self) -> dict[str, Result]:
        """The results that there are, each with a picture."""
        return {name: found for name in PARTS if (found := getattr(self, name)) is not None}


def read(folder: str | Path) -> Stored:
    """The study in a folder or a study.db; StoreError if there is none, or no case in it."""
    path = Path(folder)
    path = path / STORE if path.is_dir() else path
    with reading(path) as store:
        content = store.meta("content") if store.select("select 1 from sqlite_master") else None
        if content is None:
            raise StoreError(f"{path}: no study is laid out in it; run `stressbump sweep` again")
        frame, told = to_frame(store), summary(store)
        return Stored(Study.model_validate_json(content), store.meta("code") or "", frame, told)


def overview(
    stored: Stored | str | Path,
    answer: str | None = None,
    against: str | None = None,
    limit: float | None = None,
) -> Overview:
    """Analyse one answer of a study, by default its first relief; a name may hold `*`.

    `against` is the second goal of the front, an answer or a parameter with `=max`, `=min` or
    `=zero` behind it, by default the warpage. `limit` asks for the share of designs beyond it: more
    relief, less of anything else. InputError for a column that there is not and if nothing is done.
    """
    stored = stored if isinstance(stored, Stored) else read(stored)
    frame, every = stored.frame, answers(stored.frame)
    if not every:
        raise InputError(f"{stored.study.name}: no case has an answer yet; {_failures(stored)}")
    answer = _named_like(answer, every) if answer else _first(frame, every)
    first: dict[str, Sense] = {answer: "max" if is_relief(answer) else "min"}
    out, left_out = Overview(stored, answer, first), {}

    def tried(part: str, make: Callable[[], Found]) -> Found | None:
        try:
            return make()
        except InputError as error:
            left_out[part] = str(error)
            return None

    effects = tried("effects", lambda: main_effects(stored.independent, answer))
    share = None
    if limit is not None:
        above = is_relief(answer)
        share = tried("share", lambda: share_beyond(_sample(stored), answer, limit, above))
    second = against or next((a for a in every if _bends(a) and a != answer), None)
    if second is None:
        left_out["front"] = "there is no warpage among the answers to weigh it against"
    else:
        out = replace(out, goals=first | _goal(second, frame))
    return replace(
        out,
        effects=effects,
        indices=tried("indices", lambda: _indices(stored, answer)),
        map=tried("map", lambda: _map(frame, answer, effects)),
        front=tried("front", lambda: pareto_front(frame, out.goals)) if second else None,
        scatter=tried("scatter", lambda: percentiles(_sample(stored), answer)),
        share=share,
        left_out=left_out,
    )


def _first(frame: pandas.DataFrame, every: tuple[str, ...]) -> str:
    """Of the first relief the one against the reference that matters most, else the first answer."""
    reliefs = [a for a in every if is_relief(a) and frame[a].notna().any()]
    measure = against(reliefs[0])[0] if reliefs else ""
    own = [a for a in reliefs if against(a)[0] == measure]
    return max(own, key=lambda a: float(frame[a].abs().mean())) if own else every[0]


def _named_like(name: str, columns: tuple[str, ...]) -> str:
    """The column of a name, or the only one like a pattern with `*`."""
    if "*" not in name:
        return named(name, columns, "column")
    pattern = re.sub(r"([\[\]])", r"[\1]", name)
    found = [c for c in columns if fnmatchcase(c, pattern)]
    if len(found) != 1:
        told = f"{len(found)} columns: {', '.join(found[:6])}" if found else "no column"
        raise InputError(f"{name!r} names {told}; there are {', '.join(columns[:12])}")
    return found[0]


def _bends(answer: str) -> bool:
    """Whether an answer is how far something bends."""
    return answer.partition(" @ ")[0] in BENT


def _goal(text: str, frame: pandas.DataFrame) -> dict[str, Sense]:
    name, _, sense = text.rpartition("=")
    if sense not in get_args(Sense):
        name, sense = text, ""
    name = _named_like(name, (*answers(frame), *parameters(frame)))
    usual = "max" if is_relief(name) else "zero" if _bends(name) else "min"
    return {name: sense or usual}  # type: ignore[dict-item]


def _sample(stored: Stored) -> pandas.DataFrame:
    how = stored.study.sampling.how
    if how not in SAMPLED:
        raise InputError(f"designs of a {how} are no random sample, so there are no percentiles")
    return stored.independent


def _indices(stored: Stored, answer: str) -> Indices:
    how = stored.study.sampling.how
    if how == "saltelli":
        return sobol_indices(stored.frame, answer, failed="drop")
    if how not in SAMPLED:
        raise InputError(
            f"designs of a {how} are no random sample, so no variance can be shared out"
        )
    return given_data_indices(stored.frame, answer)


def _map(frame: pandas.DataFrame, answer: str, effects: MainEffects | None) -> ContourMap:
    """Over the two parameters in numbers that matter most."""
    numbers = [n for n in parameters(frame) if varying(frame, n) and _in_numbers(frame, n)]
    by_span = [n for n in (effects.spans if effects else ()) if n in numbers]
    if len(by_span) < 2:
        raise InputError("a map needs two parameters that vary and are numbers")
    x, y = sorted(by_span[:2], key=numbers.index)
    return contour_map(frame, answer, x, y)


def _in_numbers(frame: pandas.DataFrame, name: str) -> bool:
    return bool(pandas.api.types.is_numeric_dtype(frame[name]))


def _failures(stored: Stored) -> str:
    found = stored.summary.failures
    return f"the first failed with: {found[0].reason}" if found else "run `stressbump sweep` on it"
