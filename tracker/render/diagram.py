"""A picture of views and of how they refer to each other, in Mermaid, which GitHub and most wikis draw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tracker.query.dictionary import Column, Source


def lines(views: Sequence[Source]) -> Iterator[str]:
    """Views with their key and what they refer to, no more: all columns would hide what the picture is for."""
    yield "erDiagram"
    names = {view.name for view in views}
    for view in views:
        yield f"  {view.name} {{"
        yield from (f"    {_attribute(column, names)}" for column in view.columns if column.key or column.refers_to)
        yield "  }"
    for (one, other), columns in _edges(views).items():
        yield f'  {other} ||--o{{ {one} : "{", ".join(columns)}"'


def _attribute(column: Column, names: set[str]) -> str:
    marks = ["PK"] * column.key + ["FK"] * (column.refers_to is not None)
    outside = f' "{column.refers_to}"' if column.refers_to and column.refers_to not in names | {column.name} else ""
    return f"{column.type.replace(' ', '_')} {column.name} {', '.join(marks)}{outside}".rstrip()


def _edges(views: Sequence[Source]) -> dict[tuple[str, str], list[str]]:
    """(view, view that it refers to) -> the columns that do. What another edge implies already is left out."""
    names = {view.name for view in views}
    found: dict[tuple[str, str], list[str]] = {}
    for view in views:
        for column in view.columns:
            if column.refers_to in names:
                found.setdefault((view.name, column.refers_to), []).append(column.name)
    return {edge: columns for edge, columns in found.items() if not _implied(edge, found)}


def _implied(edge: tuple[str, str], edges: dict[tuple[str, str], list[str]]) -> bool:
    """Whether a column of the same name is passed on by a view between the two: the process of a demand's version."""
    one, other = edge
    between = {target for source, target in edges if source == one} - {one, other}
    return any(set(edges[edge]) <= set(edges.get((middle, other), ())) for middle in between)
