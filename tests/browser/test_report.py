"""Reports as a browser shows them: on a desk and a phone, light and dark, and on paper; from one file alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.database.bundles import Desk
from tests.report.made import news, part, report
from tests.servers import Database, Server
from tracker import config
from tracker.database.connect import reading
from tracker.render.pictures.output import drawn
from tracker.report.delivery.shelf import Book, index
from tracker.report.message import Message
from tracker.report.picture import picture

DOCS = Path(__file__).parents[2] / "docs"
INTERVALS = {
    "whole": ("2021-12-31", "2025-06-02", 0),
    "small": ("2025-05-28", "2025-06-02", 1),
    "none": ("2025-06-02", "2025-07-01", 1),
}
LATE = """
documents:
  - {document: ua-2025-05-30, kind: statement, title: Found late, issuer: ukraine, issued_on: 2025-05-30,
     url: "https://example.org/a-long-address-without-a-place-to-break-it-abcdefghijklmnopqrstuvwxyz"}
demands:
  - demand: ua.ceasefire
    versions:
      - version: "2025-05-30"
        summary: All fighting stops for 30 days in the air.
        terms: {duration: P30D, domain: [air]}
        citations: [{document: ua-2025-05-30, quote: stops}]
"""
CORRECTED = """
demands:
  - demand: ru.neutrality
    versions:
      - version: "2024-06-14"
        summary: Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft is to be neutral.
        terms: {includes: [nato, coalitions]}
"""
SETTINGS = [(width, scheme) for width in (1280, 360) for scheme in ("light", "dark")]
TOO_WIDE = """() => [...document.querySelectorAll('body *')]
    .filter(e => !e.matches('.unseen, .skip') && !e.closest('#picture'))
    .filter(e => e.getBoundingClientRect().right > innerWidth + 0.5)
    .map(e => e.outerHTML.slice(0, 200))"""


@pytest.fixture(scope="module")
def corrected(
    server: Server, seeded_template: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """The seed data with a document found late, and a correction with names longer than a line of a phone."""
    with server.fresh_database(seeded_template) as database:
        desk = Desk(database, tmp_path_factory.mktemp("bundles"))
        desk.imports(LATE)
        desk.imports(CORRECTED, cause="correction", message="Read again")
        yield database


@pytest.fixture(scope="module")
def files(seeds_readonly: Database, corrected: Database, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of each interval, that of the corrections, the mail of the whole, an index, a picture."""
    folder = tmp_path_factory.mktemp("reports")
    made = {name: report(seeds_readonly, *interval, mailed=name == "whole") for name, interval in INTERVALS.items()}
    made["corrected"] = report(corrected, "2025-06-02", "2025-07-15", 1)
    texts = {name: part(message, "html") for name, message in made.items()} | {
        "mail": made["whole"].mail.replace("cid:", "")
    }
    for drawing in made["whole"].pictures:
        (folder / drawing.file_name).write_bytes(drawing.content)
    texts |= {"index": index([book("first", made["whole"]), book("second", made["small"])])}
    texts |= {"picture": zoomed(seeds_readonly)}
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, "utf-8")
    return {name: folder / f"{name}.html" for name in texts}


def book(place: str, message: Message) -> Book:
    files = [(part.form, part.media_type, part.file_name) for part in message.parts]
    return Book(place, place, "weekly", datetime(2025, 6, 2, 7, tzinfo=UTC), message.subject, message.text, files)


def zoomed(database: Database) -> str:
    with reading(config.Settings(database.url, Path())) as reader:
        canvas = picture(reader, news(database, *INTERVALS["small"]))
    assert canvas is not None
    return drawn(canvas, "html").decode()


@pytest.fixture
def opened(browser: Any, files: dict[str, Path], request: pytest.FixtureRequest) -> Iterator[tuple[Any, list[str]]]:
    """A page in a window of a width and a colour scheme, and what it asked for or complained of."""
    name, (width, scheme) = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    noticed: list[str] = []
    page.on("console", lambda message: noticed.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: noticed.append(f"error: {error}"))
    page.on("request", lambda asked: noticed.append(asked.url) if not asked.url.startswith("file:") else None)
    page.goto(files[name].as_uri())
    if name == "picture":
        page.wait_for_selector("#picture summary")
    yield page, noticed
    context.close()


PAGES = [(name, setting) for name in (*INTERVALS, "corrected", "mail", "index", "picture") for setting in SETTINGS]


@pytest.mark.parametrize("opened", PAGES, indirect=True, ids=str)
def test_nothing_overflows_nothing_is_fetched_and_everybody_can_read_it(opened: tuple[Any, list[str]]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, noticed = opened
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    assert page.evaluate(TOO_WIDE) == []
    found = Axe().run(page)
    assert [(broken["id"], broken["nodes"][0]["html"]) for broken in _told(page, found.response["violations"])] == []
    assert noticed == []


def _told(page: Any, violations: list[Any]) -> list[Any]:
    """A mail has no landmarks: it is shown inside the page of a mail program."""
    of_mail = {"landmark-one-main", "region"} if page.url.endswith("mail.html") else set()
    return [broken for broken in violations if broken["id"] not in of_mail]


@pytest.mark.parametrize("opened", [("whole", SETTINGS[0])], indirect=True, ids=str)
def test_a_reader_skips_to_the_report_and_finds_each_section(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    links = page.evaluate("[...document.querySelectorAll('nav a')].map(a => a.getAttribute('href').slice(1))")
    assert links == page.evaluate("[...document.querySelectorAll('main > section')].map(e => e.id)")


@pytest.mark.parametrize("opened", [("whole", SETTINGS[1])], indirect=True, ids=str)
def test_on_paper_it_is_dark_on_white_and_fits(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 670, "height": 900})  # A4 without its margins, at 96 dots an inch
    assert page.evaluate(TOO_WIDE) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF")


SHOWN = {"desk": (1000, "light", 1, 2300, "body"), "phone": (360, "dark", 1.5, 1200, "#changes")}


@pytest.mark.skipif(not os.environ.get("TRACKER_UPDATE_DOCS"), reason="the pictures of the README are made when asked")
@pytest.mark.parametrize("name", SHOWN)
def test_the_readme_shows_a_report(browser: Any, seeds_readonly: Database, tmp_path: Path, name: str) -> None:
    """TRACKER_UPDATE_DOCS=1 pytest tests/browser/test_report.py -k readme: on a desk, and on a phone in the dark."""
    width, scheme, fine, height, begin = SHOWN[name]
    file = tmp_path / "report.html"
    text = part(report(seeds_readonly, "2024-06-14", "2025-06-30", 1), "html")
    file.write_text(text.replace(f"database {urlsplit(seeds_readonly.url).path[1:]} ", "database tracker "), "utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, device_scale_factor=fine
    )
    page = context.new_page()
    page.goto(file.as_uri())
    top = page.locator(begin).bounding_box()["y"]
    area = {"x": 0, "y": top, "width": width, "height": height}
    page.screenshot(path=DOCS / f"report-{name}.png", clip=area, full_page=True)
    context.close()
