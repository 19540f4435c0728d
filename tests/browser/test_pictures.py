"""Pictures as pages that a browser shows: whole on a desk, moved in their frame on a phone, from one file alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.render.pictures.samples import PICTURES
from tracker.render.pictures.output import drawn


@pytest.mark.parametrize("name", PICTURES)
def test_a_page_of_a_picture_fits_fetches_nothing_and_can_be_read_by_everybody(
    browser: Any, tmp_path: Path, name: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    file = tmp_path / "picture.html"
    file.write_bytes(drawn(PICTURES[name](5), "html"))
    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)
    page, noticed = context.new_page(), list[str]()
    page.on("console", lambda message: noticed.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: noticed.append(f"error: {error}"))
    page.on("request", lambda asked: noticed.append(asked.url) if not asked.url.startswith("file:") else None)
    page.goto(file.as_uri())
    page.wait_for_selector("#picture svg")
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert [(broken["id"], broken["nodes"][0]["html"][:150]) for broken in found.response["violations"]] == []
    assert noticed == []
    context.close()


def test_a_timeline_is_zoomed_and_tells_what_one_points_at(browser: Any, tmp_path: Path) -> None:
    file = tmp_path / "picture.html"
    file.write_bytes(drawn(PICTURES["timeline"](5), "html"))
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(file.as_uri())
    page.wait_for_selector("#picture svg")
    years = "[...document.querySelectorAll('.role-axis-label text')].map(e => e.textContent).join()"
    before = page.evaluate(years)
    name = page.get_by_label("demand: alba.demand-000").first
    name.hover()
    page.wait_for_selector("#vg-tooltip-element.visible")
    assert "alba.demand-000" in page.inner_text("#vg-tooltip-element")
    page.mouse.move(900, 300)
    page.keyboard.down("Shift")
    page.mouse.wheel(0, -600)
    page.wait_for_function(f"{years} !== {before!r}")
    page.close()
