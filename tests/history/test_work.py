"""Progress of histories counts work, knows a place again, and says nothing before it knows anything."""

import re

import pytest

import stressbump as sb
from stressbump.history import work
from stressbump.history.schedule import Stage
from stressbump.history.work import CUBIC, HALVED, PLAIN, Marches
from tests.history.test_cycles import CYCLE, FILM

COOL = Stage("film", ("base", "film"), 125.0, 25.0, 600.0)
DOWN = Stage("", ("base", "film"), 25.0, -40.0, 900.0)
REST = Stage("", ("base", "film"), -40.0, -40.0, 900.0)


class Clock:
    """Time as it is set."""

    now = 0.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(work, "time", made)
    return made


def test_what_a_place_took_it_will_take_again(clock):
    told = []
    marches = Marches(told.append)
    marches.begin("stack", PLAIN, [COOL, DOWN, REST, DOWN, REST])
    marches.reached("stack", COOL, 0.5)
    assert told == []
    for place, now in ((COOL, 2.0), (DOWN, 12.0), (REST, 16.0)):
        clock.now = now
        marches.reached("stack", place, 1.0)
    assert told[-1] == "53 % of the way through time, about 14 s left"
    marches.reached("stack", DOWN, 0.5)
    assert told[-1] == "70 % of the way through time, about 9 s left"


def test_marches_that_have_not_begun_count_by_their_way(clock):
    told = []
    marches = Marches(told.append, 2, (PLAIN, CUBIC, HALVED))
    marches.begin("one", PLAIN, [COOL])
    clock.now = 10.0
    marches.reached("one", COOL, 1.0)
    later = 5 / 3 * (10 + 26 + 20)
    assert told[-1] == f"{100 * 10 / (10 + later):.0f} % of the way through time, about 2 min left"


def test_an_answer_tells_how_far_its_histories_are_and_ends_with_nothing_left():
    told = []
    table = FILM | {"name": "film", "windows_um": [1.0], "history": {"cycle": CYCLE | {"count": 1}}}
    sb.relief(table, references=(), tell=told.append)
    shares = [int(found[1]) for text in told if (found := re.search(r": (\d+) % of the way", text))]
    assert len(shares) > 20
    assert shares[0] < 40
    assert shares[-1] == 100
    plain = [text for text in told if "left" in text]
    assert plain[-1].endswith("about 0 s left")
