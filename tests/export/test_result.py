"""result.json: what model and schema let pass, what they refuse, and files that are never half there."""

import copy
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from pydantic import ValidationError

from stressbump.atomic import replacing
from stressbump.errors import ExportError
from stressbump.export.result import SCHEMA, Result, write_json

RULES = json.loads((Path(__file__).parents[2] / "docs/result.schema.json").read_text())

MEASURE = {
    "measure": "mean von Mises stress",
    "where": "passivation",
    "temperature_C": 25.0,
    "value": 314.0,
    "unit": "MPa",
    "averaging": "volume",
    "averaging_um": None,
    "mesh_dependent": False,
}
RELIEF = {
    "measure": "mean von Mises stress",
    "where": "passivation",
    "temperature_C": 25.0,
    "unit": "MPa",
    "averaging": "volume",
    "averaging_um": None,
    "reference": "polyimide",
    "with": 314.0,
    "without": 350.0,
    "relief": 0.103,
    "note": "",
}
CORNER = {
    "temperature_C": 25.0,
    "exponent": 0.5,
    "places_um": [[30.0, 2.0]],
    "reach_um": 0.05,
    "fans": [
        {
            "regions": ["ubm", "elastomer"],
            "degrees": [180.0, 180.0],
            "ends": ["free", "free"],
            "exponents": [{"real": 0.5, "imaginary": 0.07, "count": 1}],
        }
    ],
}
STACK = {
    "name": "as built",
    "materials": {"passivation": "PE-SiN", "air": None},
    "checks": [
        {"name": "residual", "temperature_C": 25.0, "value": 1e-13, "limit": 1e-8, "passed": True}
    ],
    "measures": [MEASURE],
    "globals": {"25": {"e": -6e-4, "k": 1e-7}},
    "mesh": {"elements": 8000, "nodes": 16000, "unknowns": 32000},
}
DOCUMENT = {
    "schema": SCHEMA,
    "stressbump": "0.1.0",
    "design": {"structure": "elastomer-bump", "geometry": {"pitch_um": 150.0}},
    "kinematics": "axisymmetric",
    "support": "laminate",
    "temperatures_C": [25.0],
    "stacks": [STACK, STACK | {"name": "polyimide"}],
    "relief": [RELIEF],
    "files": {"fields": "fields.vtu"},
}


def changed(path: list, value) -> dict:
    """The document with another value at the end of a path of keys."""
    document = copy.deepcopy(DOCUMENT)
    at = document
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return document


def passes(document):
    """The document, let pass by schema and model alike."""
    jsonschema.validate(document, RULES)
    assert Result.model_validate(document).plain() == document


def test_the_schema_is_one_and_the_document_obeys():
    jsonschema.Draft202012Validator.check_schema(RULES)
    passes(DOCUMENT)
    assert RULES["$id"] == SCHEMA


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["schema"], "stressbump-result-0"),
        (["kinematics"], "3-D"),
        (["stacks"], []),
        (["surprise"], 1),
        (["stacks", 0, "measures", 0, "unit"], None),
        (["stacks", 0, "measures", 0, "value"], None),  # without a note
        (["relief", 0, "relief"], None),  # with an empty note
        (["stacks", 0, "corners"], [CORNER | {"exponent": 1.0}]),
        (["stacks", 0, "corners"], [CORNER | {"fans": []}]),
        (["stacks", 0, "mesh", "elements"], 0),
        (["temperatures_C"], [True]),
        (["relief", 0, "bar"], -0.1),
        (["files"], {"fields": 1}),
    ],
)
def test_schema_and_model_refuse(path, value):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(changed(path, value), RULES)
    with pytest.raises(ValidationError):
        Result.model_validate(changed(path, value))


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (["stacks", 0, "name"], "polyimide", "the first is 'as built'"),
        (["stacks", 1, "name"], "as built", "stands there twice"),
        (["relief", 0, "reference"], "glass", "no stack is called 'glass'"),
        (["against"], [{}, {}], "2 designs beside 2 stacks"),
        (["stacks", 0, "corners"], [CORNER | {"fans": [CORNER["fans"][0] | {"degrees": [90.0]}]}],
         "2 regions and 1 degrees"),
    ],
)  # fmt: skip
def test_what_no_schema_can_say_the_model_refuses(path, value, told):
    jsonschema.validate(changed(path, value), RULES)
    with pytest.raises(ValidationError, match=told):
        Result.model_validate(changed(path, value))


def test_a_missing_value_with_its_reason_passes():
    row = MEASURE | {"value": None, "note": "2 facets within 1 µm, 4 are needed"}
    passes(changed(["stacks", 0, "measures", 0], row))
    row = RELIEF | {"without": 1e-9, "relief": None, "note": "no reference stress"}
    passes(changed(["relief", 0], row))


def test_a_stack_may_tell_its_corners_or_not():
    passes(changed(["stacks", 0, "corners"], [CORNER]))
    assert "corners" not in DOCUMENT["stacks"][0]


def test_numpy_numbers_and_paths_come_back_as_json(tmp_path):
    file = tmp_path / "deep" / "folder" / "result.json"
    write_json(file, {"a": np.float64(1.5), "b": np.arange(3), "c": (True, None), "d": Path("x/y")})
    assert json.loads(file.read_text()) == {"a": 1.5, "b": [0, 1, 2], "c": [True, None], "d": "x/y"}
    assert [p.name for p in file.parent.iterdir()] == ["result.json"]


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            {"stacks": [{"value": float("nan")}]},
            r"stacks\[0\]\.value is nan; write null and a note",
        ),
        ({"a": {"b": np.inf}}, r"a\.b is inf"),
        ({"a": np.array([1.0, np.nan])}, r"a\[1\] is nan"),
        ({"a": {1, 2}}, "a is a set, which JSON cannot hold"),
        ({"a": {25: 1}}, "a has the key 25, which is no text"),
    ],
)
def test_what_json_cannot_hold_is_named_and_nothing_is_written(tmp_path, document, message):
    with pytest.raises(ValueError, match=message):
        write_json(tmp_path / "result.json", document)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_a_file_is_a_clear_error(tmp_path):
    (tmp_path / "out").write_text("I am a file")
    with pytest.raises(ExportError, match=r"cannot write .*out/result\.json: ") as caught:
        write_json(tmp_path / "out" / "result.json", {})
    assert isinstance(caught.value, OSError)
    assert caught.value.exit_code == 2


def test_a_file_that_is_a_folder_is_a_clear_error(tmp_path):
    (tmp_path / "result.json").mkdir()
    with pytest.raises(ExportError, match=r"result\.json: Is a directory"):
        write_json(tmp_path / "result.json", {})
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]


def test_an_interrupted_file_leaves_the_old_one(tmp_path):
    file = tmp_path / "result.json"
    write_json(file, {"run": 1})

    def interrupted() -> None:
        with replacing(file) as target:
            target.write(b'{"run": ')
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert json.loads(file.read_text()) == {"run": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["result.json"]
