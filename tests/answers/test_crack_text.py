"""From which length on a layer helps or harms: what a sentence says of curves that are given."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from stressbump.answers.crack_text import (
    critical_sentence,
    mixity_sentence,
    sentences,
    shown_lengths,
    spans,
)
from stressbump.answers.cracks import Cracks, StackCurve
from stressbump.fracture.curve import ReleaseCurve
from stressbump.fracture.mixity import SHUT

LENGTH = np.array([0.5, 1.0, 2.0, 4.0, 8.0])


def released(rate, from_K=None):
    rate, none = np.array(rate, float), np.full(len(rate), np.nan)
    from_K = none if from_K is None else np.array(from_K, float)
    return ReleaseCurve(LENGTH, rate, rate, 0 * rate, none, from_K, np.full(len(rate), ""), none)


def curve(stack, rate, finer=None, own=True, from_K=None):
    finer = None if finer is None else released(finer)
    return StackCurve(stack, "", own, {}, released(rate, from_K), finer, ())


def compared(built, *others):
    layer = [SimpleNamespace(name=c.stack, touched=("collar",)) for c in others]
    design = SimpleNamespace(recipe=SimpleNamespace(references=layer))
    return Cracks(design, None, 25.0, (built, *others))


def test_where_no_tip_has_a_mode_it_is_said_why():
    built = curve("as built", [1, 2, 3, 4, 5])
    known = replace(built, curve=replace(built.curve, K=np.full(5, 1 + 1j)))
    shut = replace(built, curve=replace(built.curve, untold=np.full(5, SHUT)))
    flaw = SimpleNamespace(mixity_um=0.5)
    told = [mixity_sentence(replace(compared(one), flaw=flaw)) for one in (built, known, shut)]
    assert "too long for layers as thin" in told[0]
    assert told[1] == told[2]
    assert "0.5 µm ahead of the tip" in told[1]
    few = replace(compared(replace(known, between=np.array([0, 2, 0, 2, 0]))), flaw=flaw)
    assert mixity_sentence(few).endswith(
        "known at a length of each octave, and straight between them"
    )


@pytest.mark.parametrize(
    ("toughness", "told"),
    [
        ([9, 9, 9, 9, 9], "no crack of these lengths releases what it takes"),
        ([9, 9, 9, 9, None], "no crack whose Γ is known, 0.5 to 4 µm, releases what it takes"),
        ([9, 9, 2, 3, 3], "G reaches Γ at 1.875 µm"),
        ([1, 1, 1, 1, 1], "G exceeds Γ at 0.5 µm already, the shortest of these lengths"),
        ([None, 1, 1, 1, 1], "G exceeds Γ at 1 µm already, the shortest whose Γ is known"),
    ],
)
def test_what_exceeds_its_toughness_is_told_of_lengths_whose_toughness_is_known(toughness, told):
    built = curve("as built", [1, 2, 3, 4, 5])
    given = replace(built, curve=replace(built.curve, toughness=np.array(toughness, float)))
    assert critical_sentence(given) == f"as built: {told}"


def test_a_reference_speaks_of_what_it_changes():
    found = compared(curve("as built", [1] * 5), curve("none", [2] * 5), curve("stiff", [2] * 5))
    found.design.recipe.references[-1].touched = ("die",)
    assert ["the collar" in told for told in sentences(found)] == [True, False]
    assert "Against stiff the die helps" in sentences(found)[1]


def effects(built, other):
    return [s.effect for s in spans(compared(built, other), other)]


def test_a_layer_may_help_short_cracks_and_harm_long_ones():
    found = compared(curve("as built", [1, 1, 1, 3, 9]), curve("none", [2, 2, 2, 2, 3]))
    assert sentences(found) == [
        "Against none the collar helps up to 2 µm (50.0 % less at 0.5 µm) and harms from 4 µm on"
        " (3 times as much at 8 µm)."
    ]


def test_it_is_open_where_the_bar_of_the_difference_reaches_past_zero():
    """Both move alike in cubics: what is left is the bar of their difference, three times that."""
    built = curve("as built", [1, 1, 1, 1, 1], [2, 2, 2, 2, 2])
    alike = curve("none", [2, 2, 2, 2, 2], [3, 3, 3, 3, 3])
    apart = curve("none", [2, 2, 2, 2, 2], [3, 3, 2.6, 2.7, 3])
    assert effects(built, alike) == ["helps"]
    assert effects(built, apart) == ["helps", "open", "helps"]
    assert sentences(compared(built, apart)) == [
        "Against none the collar helps up to 1 µm and from 4 µm on; at 2 µm the bars leave it open."
    ]


def test_bars_reach_to_rates_by_K():
    """Cubics change nothing here; where there is no K the rate by motion stands for it."""
    nan = np.nan
    built = curve("as built", [1] * 5, [1] * 5, from_K=[1.1, 1.6, 1.1, nan, nan])
    other = curve("none", [2] * 5, [2] * 5, from_K=[2.2, 1.4, nan, 2.2, nan])
    found = compared(built, other)
    assert built.bar == pytest.approx([0.1, 0.6, 0.1, 0, 0])
    bars = [bar for _, bar in found.relief(other)[0]]
    assert bars == pytest.approx([0, 1.6 / 1.4 - 0.5, 0.05, 0.5 - 1 / 2.2, 0])
    assert effects(built, other) == ["helps", "open", "helps"]


def test_less_than_half_a_per_cent_is_nothing():
    built, other = curve("as built", [1, 1, 1, 1, 1]), curve("none", [1.004] * 4 + [1.02])
    assert effects(built, other) == ["nothing", "helps"]
    assert (
        "changes nothing up to 4 µm and helps from 8 µm on (2.0 % less"
        in sentences(compared(built, other))[0]
    )


def test_several_crossings_are_told_one_by_one():
    built, other = curve("as built", [1, 3, 1, 3, 1]), curve("none", [2] * 5)
    told = sentences(compared(built, other))[0]
    assert effects(built, other) == ["helps", "harms", "helps", "harms", "helps"]
    assert told == (
        "Against none the collar helps up to 0.5 µm (50.0 % less at 0.5 µm), at 2 µm (50.0 % less at 2 µm)"
        " and from 8 µm on (50.0 % less at 8 µm) and harms at 1 µm (50.0 % more at 1 µm) and at 4 µm"
        " (50.0 % more at 4 µm)."
    )


def test_one_effect_at_all_lengths_is_told_as_such():
    told = sentences(compared(curve("as built", [1] * 5), curve("none", [2] * 5)))[0]
    assert "helps at all lengths from 0.5 to 8 µm" in told


def test_no_sentence_of_another_material():
    other = curve("gold", [2] * 5, own=False)
    assert sentences(compared(curve("as built", [1] * 5), other)) == []


@pytest.mark.parametrize("lines", [1, 3, 9])
def test_a_short_table_ends_with_the_longest(lines):
    numbers = list(shown_lengths(LENGTH, lines))
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == len(LENGTH) - 1
