"""Commands that refuse what is given twice, where only the last would count."""

from __future__ import annotations

from collections import Counter
from typing import Any

import typer
from typer.core import TyperCommand


class OnceCommand(TyperCommand):
    """A command whose options stand once, but for those that may be repeated."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments that are left; BadParameter for an option that stands there twice."""
        _, _, given = self.make_parser(ctx).parse_args(list(args))
        for option, count in Counter(given).items():
            if option.param_type_name == "option" and count > 1 and not option.multiple:
                names = [*option.opts, *option.secondary_opts]
                raise typer.BadParameter(
                    f"stands there {count} times; allowed is once", ctx, param_hint=names
                )
        return super().parse_args(ctx, args)
