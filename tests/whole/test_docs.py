"""The site builds without a warning, its links lead somewhere, and what it shows is what happens."""

from __future__ import annotations

import ast
import doctest
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
import typer
from shell import stressbump

from stressbump import ElastomerBump, relief
from stressbump.cli import app
from stressbump.designs.design import load
from stressbump.errors import InputError
from stressbump.laws import Isotropic
from stressbump.mechanics.kinematics import axisymmetric
from stressbump.mechanics.sample import Sample
from stressbump.mechanics.supports import free
from stressbump.process.build import build
from stressbump.process.verbs import VERBS, verb
from stressbump.verification.cooled import cooled, mean_stress
from stressbump.verification.grids import grid, lines

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*sorted(p for p in DOCS.rglob("*.md")), ROOT / "README.md"]
EXAMPLES = sorted((DOCS / "recipes").glob("*.toml"))
FLAGS = re.MULTILINE | re.DOTALL
FENCE = re.compile(r"^(`{3,})([^\n]*)\n((?::[^\n]*\n)*)(.*?)^\1$", FLAGS)
MEAN = "mean von Mises stress"
LARGEST = 200_000  # bytes of a picture


def name(page):
    return str(page.relative_to(ROOT))


@pytest.fixture(autouse=True)
def _paths(monkeypatch):
    monkeypatch.syspath_prepend(str(DOCS))
    monkeypatch.syspath_prepend(str(DOCS / "examples"))


def blocks(page):
    """Language, options and text of every fenced block."""
    for _, head, options, text in FENCE.findall(page.read_text(encoding="utf-8")):
        yield head.replace("{code-block}", "").strip(), options, text


# the site


class Links(HTMLParser):
    """Where a page leads, what it loads, and the places in it that others may lead to."""

    def __init__(self, html):
        super().__init__()
        self.leads, self.loads, self.places = [], [], set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        self.places |= {told[k] for k in ("id", "name") if told.get(k)}
        if tag == "a" and "href" in told:
            self.leads.append(told["href"])
        if tag in ("img", "script") and "src" in told:
            self.loads.append(told["src"])
        if tag == "link" and told.get("rel") in ("stylesheet", "icon"):
            self.loads.append(told["href"])


def broken(site):
    """Every link inside the site that leads nowhere, and everything that is fetched from outside."""
    pages = {p: Links(p.read_text(encoding="utf-8")) for p in site.rglob("*.html")}
    for page, links in pages.items():
        for target in (*links.leads, *links.loads):
            if re.match(r"[a-z]+:", target) and target not in links.loads:
                continue
            path, _, place = unquote(target).partition("#")
            there = (page.parent / path.partition("?")[0]).resolve() if path else page
            if not there.exists() or (place and place not in pages[there].places):
                yield f"{page.relative_to(site)}: {target}"


def test_the_site_builds_without_a_warning_and_leads_nowhere_else(tmp_path):
    line = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-n", "-q", "-b", "html"]
    said = subprocess.run([*line, DOCS, tmp_path], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert list(broken(tmp_path)) == []
    html = {str(p.relative_to(tmp_path)): p.read_text("utf-8") for p in tmp_path.rglob("*.html")}
    assert html["theory.html"].count("<math") > 50
    assert [n for n, text in html.items() if re.search(r"(```|:::)\{", text)] == []  # unread markup
    for study in (ROOT / "studies").glob("*.md"):
        assert study.stem == "README" or (tmp_path / f"studies/{study.stem}.html").exists()


@pytest.mark.parametrize("page", sorted((DOCS / "decisions").glob("2*.md")), ids=lambda p: p.stem)
def test_a_decision_is_short_and_says_when_what_and_why(page):
    title, day, *parts = page.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    assert title.startswith("# ")
    assert page.name.startswith(f"{day}-")
    assert [part.split()[0] for part in parts] == ["**Decided.**", "**Why.**"]
    assert sum(part.count("\n") + 1 for part in parts) <= 10


def test_a_gallery_of_nothing_and_of_one(tmp_path):
    from parts.gallery import cards

    assert cards(tmp_path) == "No study is here yet."
    folder = tmp_path / "studies"
    folder.mkdir()
    (folder / "foot.md").write_text("# Feet\n\n![it](foot.png)\n\nWhat [does](x.md) a foot do?\n")
    (folder / "foot.png").touch()
    text = cards(tmp_path)
    assert "{grid-item-card} Feet\n" in text
    assert ":img-top: studies/foot.png" in text
    assert "\nWhat does a foot do?\n" in text
    assert text.endswith("\nstudies/foot\n```")


def test_a_study_gets_its_figure_its_files_and_its_links(tmp_path):
    from parts.gallery import completed

    (tmp_path / "foot.png").touch()
    (tmp_path / "foot.toml").touch()
    text = completed(tmp_path / "foot", "# Feet\n\n[a](../docs/theory.md) [b](../meshes/x.toml)\n")
    assert text.startswith("# Feet\n\n![Feet](foot.png)\n")
    assert "{doc}`a </theory>` [b](../../meshes/x.toml)" in text
    assert "{doc}`/studies/hand` {doc}`c <" in completed(
        tmp_path / "a", "# A\n[](hand.md) [c](d.md)"
    )
    assert "```{literalinclude} foot.toml\n:language: toml\n```" in text
    assert completed(tmp_path / "hand", "# Hands\n") == "# Hands\n"


@pytest.mark.parametrize("page", [ROOT / "README.md", ROOT / "meshes/README.md"], ids=name)
def test_links_of_pages_outside_the_site(page):
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_pictures_are_small():
    assert {p.name for p in DOCS.rglob("pictures/*") if p.stat().st_size > LARGEST} == set()


# what is typed


def commands(page):
    """Every command line of stressbump that a page shows."""
    for _, _, text in blocks(page):
        for line in text.splitlines():
            if found := re.match(r"(?:\$ )?stressbump (?=\w)(.*)", line):
                yield re.split(r"\s{2,}|\s#", found[1])[0].strip()


@pytest.mark.parametrize("page", [p for p in PAGES if any(commands(p))], ids=name)
def test_every_command_line_parses(page):
    known = typer.main.get_command(app).commands
    for line in commands(page):
        command, *rest = shlex.split(line)
        assert command in known, line
        known[command].make_context(command, rest)


def matches(shown, real):
    """Whether a line is what is shown: the word … is anything, numbers agree within 2 %."""
    return follows(shown.split(), real.split())


def follows(shown, real, factor=1.02):
    """Word for word; a bar, behind ±, may be a third or three times as wide."""
    if not shown:
        return not real
    first, *rest = shown
    if first == "…":
        return any(follows(rest, real[k:]) for k in range(len(real) + 1))
    wider = 3.0 if first == "±" else 1.02
    return bool(real) and alike(first, real[0], factor) and follows(rest, real[1:], wider)


def alike(shown, real, factor):
    if shown == real:
        return True
    try:
        a, b = (float(word.strip("(),%.")) for word in (shown, real))
    except ValueError:
        return False
    return a * b > 0 and 1 / factor <= a / b <= factor


def sessions(page):
    """Command line and shown lines of every block whose output is held against the real one."""
    for head, options, text in blocks(page):
        if head == "console" and ":class: checked" in options:
            for part in text.split("$ stressbump ")[1:]:
                line, *shown = part.splitlines()
                yield line, [s for s in shown if s.strip("… ")]


@pytest.mark.parametrize("page", [p for p in PAGES if any(sessions(p))], ids=name)
def test_shown_output_is_what_comes_out(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    os.symlink(ROOT / "meshes", "meshes")
    for head, options, text in blocks(page):
        if head == "toml" and (caption := re.search(r":caption: (\S+)", options)):
            Path(caption[1]).write_text(text, encoding="utf-8")
    for line, shown in sessions(page):
        said = stressbump(*shlex.split(line))
        left = iter((said.out + said.err).splitlines())
        for wanted in shown:
            assert any(matches(wanted, real) for real in left), f"{line}: {wanted}\n{said.out}"


def test_a_shown_line_may_be_abridged_and_numbers_may_move_a_little():
    assert matches("mean 99.5 ± 0.06 MPa", "mean   99.49 ± 0.1 MPa")
    assert matches("mean … MPa", "mean 99.49 ± 0.1 MPa")
    assert not matches("mean 98 … MPa", "mean 95 ± 0.1 MPa")
    assert not matches("mean 98", "mean 98 MPa")
    assert not matches("9.7 % (110)", "-9.7 % (110)")


def test_the_result_in_the_readme():
    """Its table of mean von Mises stresses, row by row."""
    answer = relief(ElastomerBump(), bars=False)
    places = {"passivation": "passivation", "UBM, copper": "ubm_Cu", "solder": "solder"}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for told, where in places.items():
        row = re.search(rf"^\| {told} \| (.*) \|$", text, re.MULTILINE)
        found = [r for r in answer.table if (r.value.measure, r.value.where) == (MEAN, where)]
        real = [found[0].value.value, *(100 * r.relief for r in found)]
        shown = [float(cell.split()[0].replace("−", "-")) for cell in row[1].split(" | ")]
        np.testing.assert_allclose(shown, real, rtol=0.02, err_msg=told)


# snippets and examples


@pytest.mark.parametrize("page", [p for p in PAGES if ">>> " in p.read_text()], ids=name)
def test_shown_python_runs(page):
    test = doctest.DocTestParser().get_doctest(page.read_text(), {}, name(page), str(page), 0)
    doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=(said := []).append)
    assert not said, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_other_snippets_are_at_least_whole(page):
    for head, _, text in blocks(page):
        if head == "python":
            compile(text, name(page), "exec")
        if head == "toml":
            tomllib.loads(text)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_an_example_recipe_builds_and_ends_with_its_verb(path):
    recipe = load(str(path)).recipe
    assert verb(recipe.steps[-1]) == path.stem.split("-")[0]
    assert build(recipe).regions


def test_every_verb_has_an_example_and_its_place_on_the_page():
    assert {path.stem.split("-")[0] for path in EXAMPLES} == set(VERBS)
    text = (DOCS / "recipes.md").read_text()
    for wanted in VERBS:
        assert f"```{{example}} {wanted}\n" in text
        assert f"```{{keys}} {wanted}\n" in text


def test_the_structure_refuses_what_does_not_fit():
    from copper_pillar import CopperPillar

    with pytest.raises(InputError, match="pillar_diameter_um = 30 must exceed"):
        CopperPillar(pillar_diameter=30)


SILICA, EPOXY = Isotropic(72e3, 0.17, 0.55e-6), Isotropic(3e3, 0.35, 60e-6)


@pytest.mark.parametrize(("share", "part"), [(0.0, EPOXY), (1.0, SILICA)])
def test_a_mixture_of_one_part_is_that_part(share, part):
    from mixture import Mixture

    law = Mixture(SILICA, EPOXY, share)
    np.testing.assert_allclose(law.moduli(25).stiffness, part.moduli(25).stiffness, rtol=1e-12)
    np.testing.assert_allclose(law.thermal_strain(25, 75), part.thermal_strain(25, 75), rtol=1e-12)


def test_a_mixture_lies_between_its_parts_and_is_solved_like_any_law():
    from mixture import Mixture

    law = Mixture(SILICA, EPOXY, 0.6)
    mesh = grid(
        lines(0, 50, cells=4), lines(0, 20, 25, cells=2), lambda x, z: "film" if z > 20 else "base"
    )
    K, G, strain = law.moduli(25).bulk, law.moduli(25).shear, law.thermal_strain(25, 26)[0]
    plain = Isotropic.from_shear_bulk(G, K, strain)
    solids = [{"base": SILICA, "film": film} for film in (law, plain)]
    stress = [mean_stress(cooled(mesh, s, -100.0, axisymmetric, free), "film") for s in solids]
    assert EPOXY.moduli(25).bulk < K < SILICA.moduli(25).bulk
    np.testing.assert_allclose(stress[0], stress[1], rtol=1e-9, atol=1e-9)


def test_the_measure_counts_by_volume():
    from overstressed import overstressed

    stress = np.zeros((6, 3))
    stress[0] = 10.0, 60.0, 90.0
    none = np.zeros((6, 3))
    sample = Sample(
        np.zeros((2, 3)), np.array([1.0, 1.0, 2.0]), stress, none, none, *np.zeros((2, 3), int)
    )
    assert overstressed(sample) == 0.75


def test_a_measure_is_one_file_and_one_line(tmp_path):
    """As the page says: the file among the measures, the line in the list, and its rows are there."""
    page = (DOCS / "extending.md").read_text(encoding="utf-8")
    ((_, _, change),) = (b for b in blocks(DOCS / "extending.md") if b[0] == "diff")
    shutil.copytree(ROOT / "stressbump", tmp_path / "stressbump")
    measures = tmp_path / "stressbump" / "measures"
    shutil.copy(DOCS / "examples" / "overstressed.py", measures)
    before = "".join(line[1:] for line in change.splitlines(True) if line[0] == " ")
    after = "".join(line[1:] for line in change.splitlines(True))
    listed = (measures / "listed.py").read_text(encoding="utf-8")
    assert listed.count(before) == 1
    (measures / "listed.py").write_text(listed.replace(before, after), encoding="utf-8")
    (shown,) = re.findall(
        r":class: with-the-measure\n\n\$ stressbump (.*?)\n(.*?)^```", page, FLAGS
    )
    line = [sys.executable, "-m", "stressbump", *shlex.split(shown[0])]
    there = os.environ | {"PYTHONPATH": str(tmp_path)}
    said = subprocess.run(line, cwd=tmp_path, env=there, capture_output=True, text=True, check=True)
    left = iter(said.stdout.splitlines())
    for wanted in (row for row in shown[1].splitlines() if row.strip("… ")):
        assert any(matches(wanted, real) for real in left), f"{wanted}\n{said.stdout}"


def test_the_first_sentence_of_a_docstring_ends_before_its_first_blank_line():
    broken = []
    for path in sorted((DOCS.parent / "stressbump").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
                head, _, rest = (ast.get_docstring(node) or "").partition("\n\n")
                whole = head.rstrip().endswith((".", ":", "…", ",", "`", '"')) or not rest
                broken += [] if whole else [f"{path.name}: {head}"]
    assert not broken, "\n".join(broken)
