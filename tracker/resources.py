"""Where the files live that are not Python: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent
_SHIPPED = _PACKAGE / "_shipped"


def _resource(name: str) -> Path:
    shipped = _SHIPPED / name
    return shipped if shipped.exists() else _PACKAGE.parent / name


def migrations() -> Path:
    """The folder of Alembic's env.py and versions/."""
    return _resource("migrations")


def seeds() -> Path:
    """The folder of bundles that the product ships."""
    return _resource("seeds")


def alembic_ini() -> Path:
    return _resource("alembic.ini")


def sql() -> Path:
    """The folder of the objects that are rebuilt rather than migrated, one a file."""
    return _PACKAGE / "sql"
