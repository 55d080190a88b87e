"""A result or page with one entry changed is a page, or a line that says where it is damaged."""

import json
import re
from random import Random
from shutil import copytree

import pytest
from damage import damaged
from shell import stressbump

from stressbump.errors import InputError
from stressbump.report.vtu import read_vtu


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
