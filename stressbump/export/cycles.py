"""What thermal cycles did to a stack as tables: means over places, and stress and warpage over time."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path

import numpy as np

from stressbump.atomic import replacing
from stressbump.errors import InputError, visible
from stressbump.history.course import Course, Quantity
from stressbump.measures.cycle import Loop
from stressbump.survey.cycles import CycleRecord

COMPONENTS = ("xx", "zz", "out_of_plane", "xz", "zy", "xy")
TIME = ("cycle", "time_min", "temperature_C")
STRESS = tuple(f"stress_{c}_MPa" for c in COMPONENTS)
INELASTIC = tuple(f"inelastic_strain_{c}" for c in COMPONENTS)
ONCE = ("work_MPa", "equivalent_inelastic_strain")
MEANS = ("where", *TIME, *STRESS, *(f"strain_{c}" for c in COMPONENTS), *INELASTIC, *ONCE)
LARGEST = 50_000_000  # bytes of a table that is read
AGAIN = "it may be truncated; write it again with `stressbump relief … -o FOLDER`"


def write_cycles(path: str | Path, course: Course) -> None:
    """Volume means over every region with memory and layer at the end of every step in time, as CSV.

    Stress in MPa, strain since birth with engineering shear, work dissipated since birth in MPa and
    equivalent inelastic strain. ExportError if the file cannot be written.
    """
    _write(path, MEANS, _rows(course))


def write_followed(path: str | Path, course: Course) -> None:
    """Mean stress of all regions and bow at the end of every step in time, as CSV.

    A column each, `measure @ place [unit]`. ExportError if the file cannot be written.
    """
    named = [
        f"{measure} @ {where} [{unit}]" for measure, where, unit in course.instants[0].followed
    ]
    rows = (
        [now.cycle, *_digits([now.seconds / 60, now.temperature, *now.followed.values()])]
        for now in course.instants
    )
    _write(path, (*TIME, *named), rows)


def _rows(course: Course) -> Iterator[list[object]]:
    for place in course.places:
        for now in course.instants:
            means = now.means[place.name]
            numbers = [*means.stress, *means.strain, *means.inelastic, means.work, means.slip]
            when = [now.seconds / 60, now.temperature]
            yield [place.name, now.cycle, *_digits([*when, *numbers])]


def _digits(numbers: Iterable[float]) -> list[str]:
    return [repr(float(v)) for v in numbers]


def _write(path: str | Path, columns: Iterable[str], rows: Iterable[list[object]]) -> None:
    text = StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows(rows)
    with replacing(path) as file:
        file.write(text.getvalue().encode())


def read_cycles(means: Path, followed: Path) -> CycleRecord:
    """What two such tables of one stack hold; InputError names the file and what is wrong with it."""
    columns, lines = _read(means)
    if columns != MEANS:
        raise _damaged(means, f"its columns are not {', '.join(MEANS[:4])}, …")
    rows: dict[str, list[list[str]]] = {}
    for place, *line in lines:
        rows.setdefault(place, []).append(line)
    found = {place: _numbers(means, of_place) for place, of_place in rows.items()}
    columns, lines = _read(followed)
    if columns[: len(TIME)] != TIME:
        raise _damaged(followed, f"its columns do not begin with {', '.join(TIME)}")
    if not lines:
        raise _damaged(followed, "it holds no moments")
    over_time = _numbers(followed, lines)
    when = over_time[: len(TIME)]
    _refuse_time(followed, when)
    for place, own in found.items():
        if not np.array_equal(own[: len(TIME)], when):
            raise _damaged(means, f"{visible(place)!r} has other times than {followed.name}")
    quantities = [_quantity(followed, name) for name in columns[len(TIME) :]]
    cycle, minutes, temperature = when
    return CycleRecord(
        cycle.astype(int),
        minutes,
        temperature,
        {place: _loop(60 * minutes, temperature, numbers) for place, numbers in found.items()},
        dict(zip(quantities, over_time[len(TIME) :], strict=True)),
    )


def _loop(seconds: np.ndarray, temperature: np.ndarray, numbers: np.ndarray) -> Loop:
    column = dict(zip(MEANS[1:], numbers, strict=True))
    stress, inelastic = (np.stack([column[n] for n in names]) for names in (STRESS, INELASTIC))
    return Loop(seconds, temperature, stress, inelastic, *(column[n] for n in ONCE))


def _read(path: Path) -> tuple[tuple[str, ...], list[list[str]]]:
    try:
        if (size := path.stat().st_size) > LARGEST:
            raise _damaged(path, f"{size:,} bytes long")
        columns, *lines = csv.reader(StringIO(path.read_text(encoding="utf-8")), strict=True)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None
    except (ValueError, csv.Error) as error:
        raise _damaged(path, str(error)) from None
    if any(len(line) != len(columns) for line in lines):
        raise _damaged(path, "some of its lines are not as long as the first")
    return tuple(columns), lines


def _numbers(path: Path, lines: list[list[str]]) -> np.ndarray:
    """As columns (columns, moments)."""
    try:
        found = np.array(lines, float).T
    except ValueError as error:
        raise _damaged(path, str(error)) from None
    if not np.isfinite(found).all():
        raise _damaged(path, "some of its numbers are not finite")
    return found


def _refuse_time(path: Path, when: np.ndarray) -> None:
    """InputError unless cycles are counted from 1, behind one moment of 0, and time goes on."""
    cycle, minutes, _ = when
    counted = cycle[0] == 0 and len(cycle) > 1 and (cycle[1:] > 0).all()
    if not counted or not np.isin(np.diff(cycle), (0, 1)).all() or (np.diff(minutes) < 0).any():
        raise _damaged(path, "its cycles are not in order")


def _quantity(path: Path, column: str) -> Quantity:
    measure, at, rest = column.partition(" @ ")
    where, bracket, unit = rest.rpartition(" [")
    if not (measure and at and where and bracket and unit.endswith("]")):
        raise _damaged(path, f"its column {visible(column)!r} is not `measure @ place [unit]`")
    return measure, where, unit.removesuffix("]")


def _damaged(path: Path, what: str) -> InputError:
    return InputError(f"{path}: no table of cycles of stressbump ({what}): {AGAIN}")
