"""The verification table as a page of its own: no script, nothing fetched from elsewhere."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from math import isnan
from pathlib import Path

import numpy as np
import scipy

import stressbump
from stressbump.atomic import replacing
from stressbump.verification.case import VerificationResult

TAGS = {
    "ANALYTIC": "a closed form",
    "PUBLISHED": "a number that others printed",
    "EXTERNAL": "other code: another solver on the same mesh, or equations integrated",
    "SELF": "a property that the method must have",
}
STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #222 }
body { margin: 2rem auto; max-width: 78rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; font-weight: 600; font-size: 1.1rem; padding: 1.5rem 0 .4rem }
th, td { padding: .25rem .6rem; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td small { color: #666; display: block; max-width: 40rem }
.failed { background: #fdd; font-weight: 600 }
.used { width: 5rem; background: #e4e8ee; height: .5rem; margin-top: .45rem }
.used i { display: block; height: 100%; background: #3b6ea5 }
.failed .used i { background: #b00 }
@media print { body { margin: 0; max-width: none; font-size: 9pt } tr { break-inside: avoid } }
"""
HEAD = (
    "<tr><th>case<th>source<th class=n>target<th class=n>value<th>unit<th class=n>bar"
    "<th class=n>ratio<th class=n>allowed<th>of what is allowed"
)


def write_page(path: str | Path, rows: Sequence[VerificationResult]) -> None:
    """Write the page; ExportError if it cannot be written."""
    with replacing(path) as file:
        file.write(page(rows).encode())


def page(rows: Sequence[VerificationResult]) -> str:
    """HTML of the rows, by tag."""
    failed = [row for row in rows if not row.passed]
    verdict = f"{len(failed)} of {len(rows)} cases FAILED" if failed else f"All {len(rows)} pass"
    tables = "\n".join(_table(tag, [r for r in rows if r.tag == tag]) for tag in TAGS)
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    run = (
        f"stressbump {stressbump.__version__}, Python {platform.python_version()}, NumPy"
        f" {np.__version__}, SciPy {scipy.__version__}, {platform.machine()}; {made}"
    )
    return (
        '<!doctype html>\n<html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>stressbump: verification</title><style>{STYLE}</style>\n"
        f"<h1>Verification</h1>\n<p><strong>{verdict}.</strong> {escape(run)}.</p>\n"
        "<p>The bar is the mesh's share of the error, estimated for means and curvatures out of finite"
        " elements; what parabolas lack of circles is not in it. What is allowed is the difference to"
        " the target that a case passes with; where it is wide, the case says why.</p>\n"
        f"{tables}\n</html>\n"
    )


def _table(tag: str, rows: Sequence[VerificationResult]) -> str:
    title = f"<caption>{tag}: {TAGS[tag]} ({len(rows)})</caption>"
    if not rows:
        return f"<table>{title}<tr><td>None on this machine.</table>"
    return f"<table>{title}\n{HEAD}\n{''.join(map(_line, rows))}</table>"


def _line(row: VerificationResult) -> str:
    note = f"<small>{escape(row.note)}</small>" if row.note else ""
    allowed = row.tolerance * (abs(row.target) or 1.0)
    used = abs(row.value - row.target) / allowed
    bar = "" if row.bar is None else f"± {row.bar:.1g}"
    filled = 100.0 if isnan(used) else min(100.0, 100 * used)
    state = "" if row.passed else " class=failed"
    title = f"{used:.1%} of what is allowed"
    gauge = f'<div class=used title="{title}"><i style="width:{filled:.0f}%"></i></div>'
    return (
        f"<tr{state}><td>{escape(row.name)}{note}<td>{escape(row.source)}<td class=n>{row.target:.6g}"
        f"<td class=n>{row.value:.6g}<td>{escape(row.unit)}<td class=n>{bar}<td class=n>{row.ratio_shown}"
        f"<td class=n>± {allowed:.1g}<td>{gauge}{'' if row.passed else 'FAILED'}\n"
    )
