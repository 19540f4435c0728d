"""What each kind of field takes: a parsed value in, the value to be stored out, or `Refused`.

Null stays None, which clears a field. Everything here is called once for every value of a bundle, a million
times and more in a large one, so the usual case comes first and messages are made only when needed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, NamedTuple

from tracker.bundle.entities import Field
from tracker.bundle.tree import line_of_item

Convert = Callable[[object], "str | int | bool | list[str] | None"]

LONGEST_NAME = 200
LONGEST_IN_KEY = 1200  # bytes of a free text that tells records apart: two of them still fit into an index
NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9.-]{{0,{LONGEST_NAME - 1}}}")
DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
COARSE = re.compile(r"(\.\.)?(\d{4})(?:-(\d\d))?(?:-(\d\d))?", re.ASCII)
INTEGER = re.compile(r"-?\d{1,10}", re.ASCII)
NUMBER = re.compile(r"-?\d{1,100}(\.\d{1,100})?([eE][+-]?\d{1,2})?", re.ASCII)
DIGEST = re.compile(r"[0-9a-fA-F]{64}")
DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII)
# What a date is written as where a document may stand as well, such as in `--on`.
DATE_LIKE = re.compile(r"today|\d{4}(-\d\d){0,2}|\d+d-ago", re.ASCII)
# All but newline and tab: a terminal would obey them.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
REMEMBERED, REMEMBERED_LENGTH = 20_000, 80
LARGEST = 2**31 - 1
BOOLEANS = {"true": True, "yes": True, "false": False, "no": False}
A_DATE = "2022, 2022-02, 2022-02-24, or ..2022-02-24 for not later than"


class Memo(dict[str, Any]):
    """What `convert` makes of texts met before: slugs, dates and codes come again and again.

    `memo[text]` is one look-up, several times as fast as the call. Only for texts; anything else is for `convert`.
    """

    __slots__ = ("convert",)

    def __init__(self, convert: Callable[[object], Any]) -> None:
        super().__init__()
        self.convert = convert

    def __missing__(self, raw: str) -> Any:
        value = self.convert(raw)
        if len(raw) <= REMEMBERED_LENGTH:
            if len(self) == REMEMBERED:
                self.clear()
            self[raw] = value
        return value


class Wrong(NamedTuple):
    """What is wrong with a value, or with a part of it: `path` leads to the part, `line` 0 means the field's."""

    message: str
    value: str = ""
    path: str = ""
    line: int = 0


class Refused(ValueError):
    """One or more things that are wrong with the value of a field."""

    def __init__(self, *wrongs: Wrong) -> None:
        super().__init__(*wrongs)
        self.wrongs = wrongs


def refused(message: str, value: object = "") -> Refused:
    return Refused(Wrong(message, value if isinstance(value, str) else ""))


def scalar(raw: object) -> str | None:
    """A single value as text; true and false of JSONL are the words."""
    if raw.__class__ is str or raw is None:
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    raise refused(f"expected one value, not {'a list' if isinstance(raw, list) else 'a mapping'}")


def text(raw: object) -> str | None:
    value = scalar(raw)
    if value is None:
        return None
    return printable(value.strip()) or _empty()


def _empty() -> str:
    raise refused("an empty text; write one, or null to have none")


def text_in_key(raw: object) -> str | None:
    value = text(raw)
    if value is None or len(value.encode()) <= LONGEST_IN_KEY:
        return value
    told = f"expected at most {LONGEST_IN_KEY} bytes, not {len(value.encode())}, as it tells records apart"
    raise refused(told, value)


def printable(value: str) -> str:
    """The text itself; refuses one with a control character."""
    if found := CONTROL.search(value):
        raise refused(
            f"holds the control character U+{ord(found.group()):04X}; only line ends and tabs may stand", value
        )
    return value


def name(raw: object) -> str | None:
    value = scalar(raw)
    if value is None or NAME.fullmatch(value):
        return value
    raise refused(f"expected a name of {_name_of(value)}", value)


def _name_of(value: str) -> str:
    """What a name is made of; how long it may be only where that is what is wrong."""
    length = f"; at most {LONGEST_NAME} of them, not {len(value)}" if len(value) > LONGEST_NAME else ""
    return f'letters (a-z), digits, "." and "-"{length}'


def document_name(raw: object) -> str | None:
    value = name(raw)
    if value and DATE_LIKE.fullmatch(value):
        raise refused("expected a name that is no date: where either may stand, the date would be meant", value)
    return value


def label(raw: object) -> str | None:
    value = scalar(raw)
    if value is None or NAME.fullmatch(value):
        return value
    raise refused(f"expected a passage's label such as II.1: {_name_of(value)}", value)


def split_place(raw: object) -> tuple[str | None, str | None]:
    """`slug` or `slug#label`, as the two; null as neither."""
    value = scalar(raw)
    if value is None:
        return None, None
    slug, mark, part = value.partition("#")
    if NAME.fullmatch(slug) and (NAME.fullmatch(part) if mark else True):
        return slug, part or None
    raise refused("expected a document's slug, or slug#label of its passage", value)


def passage_of_document(raw: object) -> str | None:
    """`slug#label`, as it is."""
    value = scalar(raw)
    slug, part = split_place(value)
    if slug and part is None:
        raise refused("expected slug#label of a document's passage", value)
    return value


def _day(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise refused(_no_such_day(year, month), f"{year}-{month}-{day}") from None


def _no_such_day(year: str, month: str) -> str:
    if int(year) == 0 or not 1 <= int(month) <= 12:
        return "no such date; expected year-month-day"
    return f"no such day: {year}-{month} has {monthrange(int(year), int(month))[1]} days"


def day(raw: object) -> str | None:
    value = scalar(raw)
    if value is None:
        return None
    if match := DAY.fullmatch(value):
        return _day(*match.groups())
    raise refused("expected a day such as 2024-06-14", value)


def coarse(raw: object) -> tuple[str | None, str | None]:
    """The first day of a coarse date, and its precision."""
    value = scalar(raw)
    return (None, None) if value is None else _coarse(value, False)


def coarse_end(raw: object) -> tuple[str | None, str | None]:
    """The last day of a coarse date, and its precision."""
    value = scalar(raw)
    return (None, None) if value is None else _coarse(value, True)


def _coarse(value: str, end: bool) -> tuple[str, str]:
    match = COARSE.fullmatch(value)
    if not match:
        raise refused(f"expected a date: {A_DATE}", value)
    by, year, month, day_of_month = match.groups()
    if by and not day_of_month:
        raise refused("expected a whole day after the two dots, such as ..2022-12-31", value)
    try:
        if day_of_month:
            return _day(year, month, day_of_month), "by" if by else "day"
        precision = "month" if month else "year"
        month = month or ("12" if end else "01")
        last = monthrange(int(year), int(month))[1] if end and 1 <= int(month) <= 12 else 1
        return _day(year, month, f"{last:02}"), precision
    except Refused as error:
        raise refused(error.wrongs[0].message, value) from None


def boolean(raw: object) -> bool | None:
    if raw is None or isinstance(raw, bool):
        return raw
    value = scalar(raw) or ""
    if value.lower() in BOOLEANS:
        return BOOLEANS[value.lower()]
    raise refused("expected true or false", value)


def integer(raw: object) -> int | None:
    value = scalar(raw)
    if value is None:
        return None
    if INTEGER.fullmatch(value) and abs(int(value)) <= LARGEST:
        return int(value)
    raise refused("expected a whole number", value)


def count(raw: object) -> int | None:
    value = integer(raw)
    if value is None or value >= 0:
        return value
    raise refused("expected a whole number from 0 upwards", str(value))


def place_in_order(raw: object) -> int | None:
    value = integer(raw)
    if value is None or value > 0:
        return value
    raise refused("expected a whole number from 1 upwards", str(value))


def number(raw: object) -> str | None:
    """A decimal number as text, its digits as written; an exponent is resolved."""
    value = scalar(raw)
    if value is None:
        return None
    if match := NUMBER.fullmatch(value):
        return format(Decimal(value), "f") if match[2] else value
    raise refused("expected a number such as 19456 or 79.8, without separators and unit", value)


def digest(raw: object) -> str | None:
    value = scalar(raw)
    if value is None:
        return None
    if DIGEST.fullmatch(value):
        return value.lower()
    raise refused("expected a SHA-256 digest of 64 hexadecimal digits", value)


def duration(raw: object) -> str | None:
    value = scalar(raw)
    if value is None or DURATION.fullmatch(value):
        return value
    raise refused("expected an ISO 8601 duration such as PT1H30M or P2D", value)


def choice(choices: tuple[str, ...]) -> Convert:
    allowed = frozenset(choices)

    def one_of(raw: object) -> str | None:
        value = scalar(raw)
        if value is None or value in allowed:
            return value
        raise refused(f"expected one of {', '.join(choices)}", value)

    return one_of


def list_of(one: Callable[[object], str | None]) -> Callable[[object], list[str]]:
    """A list of what `one` takes; a single value is a list of one, null an empty list."""

    def convert(raw: object) -> list[str]:
        if raw is None:
            return []
        values, wrongs = [], []
        for index, item in enumerate(raw if isinstance(raw, list) else [raw]):
            try:
                value = one(item)
                if value is None:
                    raise refused("expected a value in the list, not null")
                values.append(value)
            except Refused as error:
                line = line_of_item(raw, index, 0)
                wrongs += [Wrong(w.message, w.value, f"[{index}]{w.path}", w.line or line) for w in error.wrongs]
        if wrongs:
            raise Refused(*wrongs)
        return values

    return convert


def file_below(raw: object) -> str | None:
    """The path of a file below the folder of the bundle's own: a bundle reads nothing else of the machine."""
    value = text(raw)
    if value is None:
        raise refused("expected the path of a text; an attached text goes only with its document")
    if PurePosixPath(value).is_absolute() or PureWindowsPath(value).anchor or ".." in PurePosixPath(value).parts:
        raise refused("expected a path below the folder of this file, such as texts/memorandum.txt", value)
    return value


SINGLE: dict[str, Convert] = {
    "text": text, "name": name, "code": name, "label": label, "date": day, "boolean": boolean, "integer": count,
    "number": number, "digest": digest, "file": file_below, "texts": list_of(text), "refs": list_of(name),
}  # fmt: skip
# Fields whose texts follow a rule of their own.
SPECIAL: dict[tuple[str, str], Convert] = {
    ("meeting", "duration"): duration,
    ("code", "rank"): integer,
    ("citation", "order"): place_in_order,
    ("ending", "order"): place_in_order,
    ("document", "document"): document_name,
    ("alias", "alias"): name,
    ("affiliation", "role"): text_in_key,
    ("external_id", "scheme"): text_in_key,
    ("external_id", "id"): text_in_key,
}


def converter(entity: str, field: Field) -> Convert:
    """What turns a value of a field that is stored in one column."""
    if (entity, field.name) in SPECIAL:
        return SPECIAL[entity, field.name]
    if field.kind == "choice":
        return choice(field.choices)
    if field.kind == "ref":
        return label if field.to == "passage" else name
    return SINGLE[field.kind]
