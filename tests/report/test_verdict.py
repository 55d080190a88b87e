"""The verdict of a page: how sure it is, what it is least sure of, and the digits that are left."""

from dataclasses import replace

import pytest

from stressbump.answers.document import result_of
from stressbump.answers.focus import focus_of
from stressbump.answers.page_input import read_folder
from stressbump.export.result import Result
from stressbump.report.page import render
from stressbump.report.verdict import sentence
from stressbump.survey import BEYOND_YIELD

UNKNOWN = "How far published data move this is not known: --sources tells."


def changed(given, change):
    """What a page is given with a change of its result, which is read anew from plain data."""
    document = given.result.plain()
    change(document)
    return replace(given, result=Result.model_validate(document))


@pytest.fixture
def given(folder):
    """The collar's page with a relief of its own: 9.68 ± 0.16 % against polyimide, nothing against none."""

    def relieve(document):
        for row in document["relief"]:
            row["relief"] = 0.0968 if row["reference"] == "polyimide" else 0.0
            row["bar"] = 0.0016

    return changed(read_folder(folder), relieve)


def with_band(given, low, high, low_by=()):
    """The same with a published band of the verdict's relief against polyimide, and none against none."""
    keys = ("measure", "where", "temperature_C", "averaging_um", "reference", "relief")
    ends = {"polyimide": (low, high), "none": (0.0, 0.0)}

    def publish(document):
        rows = [r for r in document["relief"] if r["where"] == "film"]
        document["sources"] = [
            {k: row[k] for k in keys}
            | dict(zip(("low", "high"), ends[row["reference"]], strict=True))
            | {"low_by": list(low_by), "high_by": [], "materials": []}
            for row in rows
        ]

    return changed(given, publish)


def with_yield(given, region, share):
    """The same with this share of a region beyond yield, in every stack."""

    def strain(document):
        for stack in document["stacks"]:
            like = stack["measures"][0]
            stack["measures"].append(
                like | {"measure": BEYOND_YIELD, "where": region, "value": share}
            )

    return changed(given, strain)


def test_without_sources_the_sentence_says_that_the_data_s_share_is_not_known(given):
    told = sentence(given, 25.0)
    assert told.startswith("At 25 °C the collar removes 9.68 ± 0.16 % of the mean von Mises stress")
    assert told.endswith(f". {UNKNOWN}")


def test_a_sign_that_data_leave_open_comes_first(given):
    told = sentence(with_band(given, -0.04, 0.31), 25.0)
    assert told.startswith(
        "Published data do not settle the sign: −4…31 % against polyimide. With default data, at 25 °C"
        " the collar removes 10 % of the mean von Mises stress of the film against polyimide"
    )
    assert told.endswith(
        "Least sure is what is published of the materials against polyimide and the mesh against none."
    )


def test_a_settled_sign_needs_no_word(given):
    told = sentence(with_band(given, 0.04, 0.1), 25.0)
    assert told.startswith("At 25 °C the collar removes 10 % of")
    assert "sign" not in told


def test_a_neighbour_beyond_yield_makes_the_law_the_largest(given):
    told = sentence(with_yield(with_band(given, 0.08, 0.11), "base", 0.4), 25.0)
    assert "removes 10 % of" in told
    assert told.endswith("Least sure is the law (base beyond yield, elastic here).")


def test_a_corner_beyond_yield_does_not(given):
    told = sentence(with_yield(given, "base", 0.04), 25.0)
    assert "law" not in told
    assert "9.68 ± 0.16 %" in told


def test_the_default_keeps_its_first_digit_however_little_the_data_settle(given):
    told = sentence(with_band(given, -2.9, 0.5), 25.0)
    assert "removes 10 % of the mean von Mises stress of the film against polyimide" in told


def test_what_gets_worse_is_told_as_surely(given):
    def worsen(document):
        for row in document["relief"]:
            if (
                row["measure"].startswith("95th percentile film")
                and row["reference"] == "polyimide"
            ):
                row["relief"], row["with"], row["without"] = -0.089, 172.6, 158.5

    page = render(with_band(changed(given, worsen), -0.4, 0.3))
    assert (
        'is 9 % <b class="more">higher</b> (172.6 instead of 158.5 MPa; relief by published' in page
    )


def test_choices_stand_in_the_page_s_table(given):
    chosen = [
        {"material": "SAC305", "quantity": "law", "alternative": "LAU03"},
        {"material": "PE-SiN", "quantity": "film stress", "alternative": "−300 MPa at 25 °C"},
        {"material": "underfill", "quantity": "cure shrinkage", "alternative": "0.2 %"},
    ]
    page = render(with_band(given, -0.04, 0.31, chosen))
    assert (
        "SAC305 (LAU03), PE-SiN film stress −300 MPa at 25 °C, underfill cure shrinkage 0.2 %"
        in page
    )


def test_the_terminal_and_the_page_are_equally_sure(answer, folder):
    """Of the same numbers: what is printed of the answer and what the page reads in its folder."""
    from stressbump.cli.printing import verdict

    last = verdict(result_of(answer), focus_of(answer.design, answer.section))[-1]
    assert sentence(read_folder(folder), 25.0).endswith(last)
