"""A result or page with one entry changed is a page, or a line that says where it is damaged."""

import json
import re
from functools import cache
from random import Random
from shutil import copytree

import pytest
from damage import CHANGES, damaged, each_key, keys
from shell import stressbump

from stressbump.answers import page_input
from stressbump.answers.page_input import read_folder
from stressbump.answers.rerun import rerun
from stressbump.errors import InputError
from stressbump.export.cycles import read_cycles
from stressbump.export.fields import of_file
from stressbump.export.read_vtu import read_vtu
from stressbump.export.result import result_schema
from stressbump.report import corners, cycle_drawings, page


@pytest.fixture
def copy(folder, tmp_path):
    return copytree(folder, tmp_path / "out")


@pytest.mark.parametrize("seed", range(40))
def test_any_entry_of_a_result(copy, seed):
    path = copy / "result.json"
    document, what = damaged(json.loads(path.read_text(encoding="utf-8")), Random(seed))
    path.write_text(json.dumps(document))
    said = stressbump("report", copy)
    assert said.code in (0, 2), what
    assert said.err.count("\n") == (said.code != 0), what
    assert str(path) in said.err or str(copy) in said.err + said.out, what


@pytest.mark.parametrize("seed", range(12))
def test_any_entry_of_a_page(still_page, tmp_path, seed):
    text = still_page.read_text(encoding="utf-8")
    start = text.index(">", text.index('id="result"')) + 1
    stop = text.index("</script>", start)
    document, what = damaged(json.loads(text[start:stop]), Random(seed))
    (tmp_path / "page.html").write_text(text[:start] + json.dumps(document) + text[stop:])
    said = stressbump("rerun", tmp_path / "page.html")
    assert said.code in (0, 2, 6), what
    assert "Traceback" not in said.err


def intensity(corner):
    """A row with every key there can be, of the first place of a corner."""
    fan = corner["fans"][0]
    around = {key: fan[key] for key in ("regions", "degrees")}
    share = {"born": around["regions"][0], "from_C": 217.0, "to_C": 25.0, "value": 30.0}
    return {
        "temperature_C": corner["temperature_C"], "place_um": corner["places_um"][0], "value": 30.0,
        "imaginary": 0.5, "bar": 0.1, "exponent": fan["exponents"][0], "between": around["regions"][:2],
        "component": "shear", "angle_degrees": 90.0, "T0_MPa": -5.0, "T0_bar": 0.5, "rules_um": 1e-3,
        "reach_um": corner["reach_um"], "frozen": True, "wedges": around,
        "shares": [share | {"imaginary": 0.5}], "note": "a note",
    }  # fmt: skip


@pytest.fixture(scope="module")
def whole(folder):
    """The folder's result with every key there can be; of measures and reliefs a few."""
    document = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    for stack in document["stacks"]:
        told = (
            *stack["measures"][:1],
            *(m for m in stack["measures"] if {"note", "grown"} & set(m)),
        )
        stack["measures"] = list(told)[:12]
        stack["intensities"] = [intensity(corner) for corner in stack["corners"][:1]]
    document["relief"] = document["relief"][:12]
    row, own = document["relief"][0], {"material": "Cu", "quantity": "law"}
    shared = ("measure", "where", "temperature_C", "averaging_um", "reference", "relief")
    document["sources"] = [
        {key: row[key] for key in shared}
        | {"low": -0.1, "high": 0.2, "high_by": []}
        | {"low_by": [own | {"alternative": "LAU03"}]}
        | {"materials": [own | {"low": -0.1, "high": 0.2, "low_by": "LAU03", "high_by": None}
           | {"alternatives": [{"alternative": "LAU03", "relief": -0.1, "counts": True, "note": ""}]}]}
    ]  # fmt: skip
    corner = document["stacks"][0]["corners"][0]
    document["intensity_relief"] = [
        {
            "temperature_C": corner["temperature_C"], "place_um": corner["places_um"][0],
            "exponent": corner["fans"][0]["exponents"][0], "reference": row["reference"],
            "with": 30.0, "without": 40.0, "T0_with_MPa": -5.0, "T0_without_MPa": -4.0,
            "relief": 0.25, "bar": 0.01, "note": "a note",
        }
    ]  # fmt: skip
    place, over = "3 mm from the neutral point", "worst angle"
    value = {"over": over, "degrees": 0.0, "value": document["stacks"][0]["measures"][0]}
    joint = {"stack": document["stacks"][0]["name"], "place": place, "values": [value]}
    document["joints"] = [joint | {"dnp_um": 3000.0, "reach_um": 1400.0}]
    document["joint_relief"] = [{"place": place, "over": over, "relief": row}]
    document["against"] = [{"cell": {"width_um": 9.0}, "step": document["design"]["step"][:1]}]
    return document


@pytest.fixture(scope="module")
def cycled(joint_folder):
    """A result of cycles."""
    return json.loads((joint_folder / "result.json").read_text(encoding="utf-8"))


def test_the_whole_result_has_every_key_of_the_schema(whole, cycled):
    told = {path[-1] for document in (whole, cycled) for path in keys(document)}
    tables = [result_schema(), *result_schema()["$defs"].values()]
    assert {key for table in tables for key in table.get("properties", {})} <= told


def refusal(action, file, path):
    """What is wrong with the error of an action, if there is one: a line with the file and the key."""
    try:
        action()
    except InputError as error:
        text = str(error)
        near = [key for key in path if isinstance(key, str)][-2:]
        named = "unknown key" in text or any(key in text for key in (path[0], *near))
        if not (text.startswith(str(file)) and "\n" not in text and named):
            return f"{path}: {text}"
    return ""


@pytest.fixture(scope="module")
def drawn(folder):
    return page._drawings(read_folder(folder))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_key_of_a_result(whole, drawn, copy, change, monkeypatch):
    """All that a page tells; pictures, which show the fields, are drawn once."""
    compiled, file = (
        page.template("stressbump.report", "page.html", page.FILTERS),
        copy / "result.json",
    )
    monkeypatch.setattr(page, "template", lambda *_: compiled)
    monkeypatch.setattr(page, "viewer", lambda _: {"data": "", "scripts": ""})
    monkeypatch.setattr(page, "_version", lambda _: "")
    monkeypatch.setattr(page_input, "of_file", cache(of_file))
    monkeypatch.setattr(
        page,
        "_drawings",
        lambda g: drawn | {"corners": corners.shown_corners(g, g.temperatures[0])},
    )
    for path, document in each_key(whole, change):
        file.write_text(json.dumps(document))
        assert not refusal(lambda: page.render(read_folder(copy)), file, path)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_key_of_cycles(cycled, joint_folder, tmp_path, change, monkeypatch):
    """What of a result no other has; drawings and closed forms are those of any result."""
    copy = copytree(joint_folder, tmp_path / "out")
    monkeypatch.setattr(page, "_drawings", lambda _: {})
    monkeypatch.setattr(page_input, "of_file", cache(of_file))
    monkeypatch.setattr(page_input, "read_cycles", cache(read_cycles))
    monkeypatch.setattr(page_input, "neighbours", lambda *_: [])
    for name in ("draw_loops", "draw_work", "draw_bow", "draw_stress"):
        monkeypatch.setattr(cycle_drawings, name, lambda *_: "")
    own = {"moments", "files", "history", "layer"}
    for path, document in each_key(cycled, change, own):
        (copy / "result.json").write_text(json.dumps(document))
        assert not refusal(lambda: page._content(read_folder(copy)), copy / "result.json", path)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_key_of_a_page(whole, answer, tmp_path, change, monkeypatch):
    monkeypatch.setattr("stressbump.answers.rerun.relief", lambda *_, **__: answer)
    file = tmp_path / "page.html"
    for path, document in each_key(whole, change):
        text = json.dumps(document)
        file.write_text(f'<script type="application/json" id="result">{text}</script>')
        assert not refusal(lambda: rerun(file), file, path)


def test_what_a_page_s_design_makes_of_itself_is_no_other_exit_code(still_page, tmp_path):
    """The opening is wider than the cell: a refusal of geometry, but here of a page."""
    text = still_page.read_text(encoding="utf-8").replace('"width_um": 40.0', '"width_um": 4.0', 1)
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    said = stressbump("rerun", tmp_path / "page.html")
    assert said.code == 2
    assert f"{tmp_path / 'page.html'}: design: " in said.err


@pytest.mark.parametrize("key", ["design", "schema"])
@pytest.mark.parametrize("depth", [50, 500, 900])
def test_a_key_nested_too_deep(copy, key, depth):
    path = copy / "result.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document[key] = json.loads(depth * '{"a": ' + "1" + depth * "}")
    path.write_text(json.dumps(document))
    said = stressbump("report", copy)
    assert said.code == 2
    assert f"{path}: {key}: nested more than" in said.err


def test_a_result_nested_too_deep(copy, still_page, tmp_path):
    (copy / "result.json").write_text("[" * 100_000)
    assert "result.json: not JSON" in stressbump("report", copy).err
    text = still_page.read_text(encoding="utf-8")
    deep = re.sub(r'(id="result">).*?(</script>)', rf"\1{'[' * 100_000}\2", text, flags=re.DOTALL)
    (tmp_path / "page.html").write_text(deep)
    assert "its result is damaged" in stressbump("rerun", tmp_path / "page.html").err


def test_a_file_outside_the_folder_is_not_read(copy):
    (copy / "fields.vtu").rename(copy.parent / "outside.vtu")
    path = copy / "result.json"
    path.write_text(path.read_text().replace('"fields.vtu"', '"../outside.vtu"'))
    said = stressbump("report", copy)
    assert (said.code, said.out) == (2, "")
    assert "../outside.vtu lies outside the folder" in said.err


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (r'NumberOfPoints="\d+"', 'NumberOfPoints="90000000"', "bytes long"),
        (r'NumberOfPoints="\d+"', 'NumberOfPoints="7"', "bytes where"),
        (r'NumberOfCells="\d+"', 'NumberOfCells="-4"', "bytes where"),
        (r'NumberOfComponents="6"', 'NumberOfComponents="600"', "bytes where"),
        (r'NumberOfTuples="1"', 'NumberOfTuples="0"', "bytes where"),
    ],
)
def test_sizes_are_known_before_anything_is_unpacked(copy, before, after, told):
    path = copy / "fields.vtu"
    path.write_text(re.sub(before, after, path.read_text(), count=1))
    with pytest.raises(InputError, match=told):
        read_vtu(path)
