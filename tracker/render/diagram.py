"""A picture of views and of how they refer to each other, in Mermaid, which GitHub and most wikis draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tracker.query.dictionary import Column, Source

Edges = Mapping[tuple[str, str], Sequence[str]]  # (view, view that it refers to) -> the columns that do


def lines(views: Sequence[Source]) -> Iterator[str]:
    """Views with their key and what they refer to, no more: all columns would hide what the picture is for.

    Those that refer to none of the others hang on the one view outside to which they refer most, a box without columns:
    with all of these the lines would cross.
    """
    edges = _edges(views, {view.name for view in views})
    alone = [view for view in views if not any(view.name in edge for edge in edges)]
    edges = {**edges, **_edges(alone, _most_named(alone))}
    yield "erDiagram"
    for view in views:
        yield f"  {view.name} {{"
        yield from (
            f"    {_attribute(column, edges, view)}" for column in view.columns if column.key or column.refers_to
        )
        yield "  }"
    for (one, other), columns in edges.items():
        yield f'  {other} ||--o{{ {one} : "{", ".join(columns)}"'


def _most_named(views: Sequence[Source]) -> set[str]:
    """One view at most, and not the process, to which nearly everything belongs."""
    named = Counter(column.refers_to for view in views for column in view.columns if column.refers_to)
    del named["process"]
    return {name for name, _ in named.most_common(1)} if len(views) > 1 else set()


def _attribute(column: Column, edges: Edges, view: Source) -> str:
    marks = ["PK"] * column.key + ["FK"] * (column.refers_to is not None)
    named = column.refers_to and column.name != column.refers_to and (view.name, column.refers_to) not in edges
    return f"{column.type.replace(' ', '_')} {column.name} {', '.join(marks)}" + (
        f' "{column.refers_to}"' if named else ""
    )


def _edges(views: Sequence[Source], targets: set[str]) -> Edges:
    """What another edge implies already is left out."""
    found: dict[tuple[str, str], list[str]] = {}
    for view in views:
        for column in view.columns:
            if column.refers_to in targets:
                found.setdefault((view.name, column.refers_to), []).append(column.name)
    return {edge: columns for edge, columns in found.items() if not _implied(edge, found)}


def _implied(edge: tuple[str, str], edges: Edges) -> bool:
    """Whether a view between the two passes on columns of the same names: a demand has the process of its version."""
    one, other = edge
    between = {target for source, target in edges if source == one} - {one, other}
    return any(set(edges[edge]) <= set(edges.get((middle, other), ())) for middle in between)
