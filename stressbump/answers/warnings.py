"""What a reader of an answer must know beside its numbers."""

from __future__ import annotations

from collections.abc import Iterable

from stressbump.answers.comparison import Comparison
from stressbump.answers.left_out import SCOPES, left_out, left_out_beside
from stressbump.answers.options import Options
from stressbump.history.choices import unpublished
from stressbump.history.stack import Stack
from stressbump.survey import OVERLAP


def warnings_of(answer: Comparison, options: Options, note: str) -> tuple[str, ...]:
    """Where laws do not hold, what is left out, and a note of its refinement.

    What all stacks have in common is said once, of the first.
    """
    built, *others = answer.stacks
    own = built.doubts
    changed = {
        s.name: [d for d in s.doubts if d.split(" at ")[0] not in _starts(own)] for s in others
    }
    overlaps = (v.note for v in answer.values[0] if v.measure == OVERLAP and v.value)
    more = (f"{name}: {doubt}" for name, doubts in changed.items() for doubt in doubts)
    scope = SCOPES["corners" if options.corners else "relief"]
    unused = left_out(answer.design.recipe, scope, options.end)
    beside = left_out_beside(answer.design, [s.name for s in others], answer.against, scope)
    without = (*built.left_out, *built.assembly.section.notes, *unused, *beside)
    return (*overlaps, *own, *more, *without, *([note] if note else []))


def kept_births(stacks: Iterable[Stack]) -> tuple[str, ...]:
    """A line for each birth outside what is published, once of all that stacks have in common."""
    built, *others = ((s.name, unpublished(s.assembly.section, s.materials)) for s in stacks)
    more = (f"{name}: {line}" for name, lines in others for line in lines if line not in built[1])
    return (*built[1], *more)


def _starts(doubts: Iterable[str]) -> set[str]:
    """What each is about, without its numbers."""
    return {doubt.split(" at ")[0] for doubt in doubts}
