"""The nearest allowed word to a wrong one."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """``, did you mean 'nu'?`` or nothing, whatever the case of the letters."""
    by_fold = {other.casefold(): other for other in allowed}
    folded = word.strip().casefold()
    begun = [folded] if folded in by_fold else []
    begun += [other for other in by_fold if folded and other.startswith(folded)]
    close = begun[:1] or get_close_matches(folded, by_fold, n=1, cutoff=0.5)
    return f", did you mean {by_fold[close[0]]!r}?" if close else ""
