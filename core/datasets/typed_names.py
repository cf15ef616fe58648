"""Names of classes as a person types or pastes them: a list in lines or with commas, or one letter after another."""

import re

from core.datasets.own_data_set import LONGEST_NAME, plain_name

MARKS = " \t'\"`()[]{}"  # around a name, as in a list that is copied from a program


def read(text: str, outputs: int) -> tuple[str, ...]:
    """A name for each of a network's `outputs`, in order; 0, 1, 2 ... for a text without any.

    Lines, commas, semicolons and tabs separate them; else lines, spaces, or nothing: what gives as many as there are.
    Signs that mean something in Markdown are written wide. Raises ValueError for another number of names, equal ones,
    or a long one.
    """
    if not text.strip():
        return tuple(map(str, range(outputs)))
    ways = [_parts(separators, text) for separators in (r"[\n\r,;\t]", r"[\n\r]", r"\s")]
    if len(ways[0]) == 1:
        ways.append(list("".join(text.split())))
    names = next((parts for parts in ways if len(parts) == outputs), ways[0])
    if len(names) != outputs:
        raise ValueError(
            f"{len(names)} {'name is' if len(names) == 1 else 'names are'} given, and the network has {outputs} "
            f"outputs: it needs {outputs}, with commas or lines between them"
        )
    for name in names:
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise ValueError(f"the name {name[:60]!r} must have 1 to {LONGEST_NAME} characters that can be printed")
        if names.count(name) > 1:
            raise ValueError(f"{names.count(name)} outputs are called {name!r}: each needs a name of its own")
    return tuple(map(plain_name, names))


def _parts(separators: str, text: str) -> list[str]:
    parts = (part.strip(MARKS) for part in re.split(separators, text))
    return [part for part in parts if part]


def written(names: tuple[str, ...]) -> str:
    """Names as `read` takes them."""
    return ("\n" if any(set(name) & set(",;") for name in names) else ", ").join(names)
