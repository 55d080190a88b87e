"""The allowed word that a wrong one is a slip of: another case, a letter or two, or an end left off."""

from collections.abc import Iterable

SHORT, LONG = 4, 9  # letters: below the one only capitals may differ, from the other on two letters
BEGUN = 3  # letters that a word left unfinished has at the least


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """``, did you mean 'nu'?`` or nothing, where only another thing can be meant."""
    by_fold = {other.casefold(): other for other in allowed}
    folded = word.strip().casefold()
    guessed = [] if _is_formula(word.strip()) else _begun(folded, by_fold) or _near(folded, by_fold)
    close = [folded] if folded in by_fold else guessed
    return f", did you mean {by_fold[close[0]]!r}?" if close else ""


def _is_formula(word: str) -> bool:
    """Whether it is spelt as symbols or initials are: AuSi is no slip of AuSn, BPSG none of PSG."""
    return word.isalpha() and any(letter.isupper() for letter in word[1:])


def _begun(word: str, allowed: Iterable[str]) -> list[str]:
    """What a word is the beginning of, but for the first of several words: solder is no solder mask."""
    rests = {other: other.removeprefix(word)[:1] for other in allowed if other.startswith(word)}
    return (
        [other for other, rest in rests.items() if rest not in " -"] if len(word) >= BEGUN else []
    )


def _near(word: str, allowed: Iterable[str]) -> list[str]:
    """Words a slip away, the nearest first; names with digits are alloys and grades, and take one."""
    once = len(word) < LONG or any(letter.isdigit() for letter in word)
    slips = 0 if len(word) < SHORT else 1 if once else 2
    found = {other: _slips(word, other) for other in allowed}
    return sorted(
        (other for other, n in found.items() if n <= slips), key=lambda other: found[other]
    )


def _slips(a: str, b: str) -> int:
    """How many letters are wrong, missing, too many, or swapped with their neighbour.

    One digit for another is no slip: SAC105 is not SAC405.
    """
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            wrong = 0 if x == y else 2 if x.isdigit() and y.isdigit() else 1
            cheapest = min(last[j] + 1, row[-1] + 1, last[j - 1] + wrong)
            if i > 1 and j > 1 and (x, a[i - 2]) == (b[j - 2], y):
                cheapest = min(cheapest, before[j - 2] + 1)
            row.append(cheapest)
        before, last = last, row
    return last[-1]
