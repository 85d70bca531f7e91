"""Options that several commands have in common, declared once: as the parameters of a function that makes one value."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from typing import Any, get_type_hints

Command = Callable[..., None]


def takes(parameter: str, make: Callable[..., Any]) -> Callable[[Command], Command]:
    """A decorator for commands: their `parameter` becomes the options of `make`, and gets what that makes of them."""

    def decorate(command: Command) -> Command:
        own = inspect.signature(command, eval_str=True)
        hints = get_type_hints(make, include_extras=True)
        options = [
            option.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
            for name, option in inspect.signature(make).parameters.items()
        ]
        kept = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own.parameters.values() if p.name != parameter]

        @functools.wraps(command)
        def wrapper(**given: Any) -> None:
            made = make(**{option.name: given.pop(option.name) for option in options})
            command(**{parameter: made}, **given)

        wrapper.__signature__ = own.replace(parameters=[*kept, *options])  # type: ignore[attr-defined]
        # typer reads annotations from here where it can, and from the signature of nothing else.
        wrapper.__annotations__ = {p.name: p.annotation for p in (*kept, *options)}
        return wrapper

    return decorate
