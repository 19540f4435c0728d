"""A canvas as a file: SVG, PNG, or a page of HTML that holds all that it needs.

vl-convert draws it: Vega inside a JavaScript engine of its own, with fonts of its own; no browser, no network.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from struct import pack, unpack_from
from xml.etree import ElementTree
from zlib import compressobj, crc32, decompressobj

from tracker.progress import Progress
from tracker.render.pictures.canvas import DOT, Canvas, Mark, spoken
from tracker.render.pictures.theme import FONT, WIDTH

FORMATS = ("svg", "png", "html")
SVG = "http://www.w3.org/2000/svg"
SHARP, MOST_PIXELS = 2.0, 60_000_000  # pixels of a PNG for one of ours; what viewers still open
QUICK = 6_000_000  # pixels that are drawn within a second
PIECE = 1 << 16  # bytes


def drawn(canvas: Canvas, form: str, progress: Progress = lambda *_: None) -> bytes:
    """The file's content; `form` is one of FORMATS."""
    if form == "html":
        return _page(canvas).encode()
    progress("Drawing", 0, 10)
    svg = _svg(canvas)
    return svg.encode() if form == "svg" else _png(svg, canvas, progress)


def slow(canvas: Canvas, form: str) -> bool:
    """Whether drawing it takes more than a second."""
    return form == "png" and WIDTH * canvas.height * _fine(canvas) ** 2 > QUICK


def _svg(canvas: Canvas) -> str:
    """With a title for every mark that has a tip, and the whole told in words."""
    import vl_convert

    ElementTree.register_namespace("", SVG)
    spec, texts = canvas.still()
    root = ElementTree.fromstring(vl_convert.vega_to_svg(spec, allowed_base_urls=[]))  # noqa: S314 our own
    for mark in list(root.iter()):
        said = mark.attrib.pop("aria-label", "") if mark.get("role") == "graphics-symbol" else ""
        if said.startswith(DOT):
            _write(mark, texts[int(said.removeprefix(DOT))])
        elif said:
            _said(mark, "title", said)
    _said(root, "desc", canvas.told).set("id", "told")
    _said(root, "title", canvas.title).set("id", "title")
    root.set("role", "img")
    root.set("aria-labelledby", "title told")
    _name_apart(root, canvas)
    return ElementTree.tostring(root, encoding="unicode")


def _name_apart(root: ElementTree.Element, canvas: Canvas) -> None:
    """Names that no other picture of a page bears, and the same ones every time: Vega counts on in one process."""
    key = f"p{crc32((canvas.title + canvas.said).encode()):08x}"
    found = [mark.get("id") for mark in root.iter() if mark.get("id")]
    names = {name: f"{key}-{number}" for number, name in enumerate(found)}
    for mark in root.iter():
        for attribute, value in mark.attrib.items():
            if attribute == "id":
                mark.set(attribute, names[value])
            elif attribute == "aria-labelledby":
                mark.set(attribute, " ".join(names[name] for name in value.split()))
            elif value.startswith("url(#"):
                mark.set(attribute, f"url(#{names[value[5:-1]]})")


def _write(dot: ElementTree.Element, text: Mark) -> None:
    """The text in the place of its dot."""
    place = dot.get("transform", "")
    anchor = {"left": "start", "right": "end", "center": "middle"}[text["align"]]
    look = {"font-family": FONT, "font-size": f"{text['size']}px", "fill": text["fill"], "text-anchor": anchor}
    look |= {"font-weight": text["weight"]} if text["weight"] != "normal" else {}
    look |= {"font-style": text["style"]} if text["style"] != "normal" else {}
    dot.clear()
    dot.tag = f"{{{SVG}}}text"
    dot.attrib |= {"transform": place, **look}
    if text.get("tip"):
        _said(dot, "title", spoken(text["tip"]))
    lines = [text["text"]] if isinstance(text["text"], str) else text["text"]
    for number, line in enumerate(lines):
        down = {"x": "0", "dy": str(text["lead"])} if number else {}
        ElementTree.SubElement(dot, f"{{{SVG}}}tspan", down).text = line


def _said(element: ElementTree.Element, tag: str, words: str) -> ElementTree.Element:
    child = ElementTree.Element(f"{{{SVG}}}{tag}")
    child.text = words
    element.insert(0, child)
    return child


def _png(svg: str, canvas: Canvas, progress: Progress) -> bytes:
    import vl_convert

    progress("Drawing", 1, 10)
    made = vl_convert.svg_to_png(svg, scale=_fine(canvas))
    progress("Drawing", 7, 10)
    packed = _packed(made)
    progress("Drawing", 10, 10)
    return packed


def _fine(canvas: Canvas) -> float:
    """Twice as fine as it is wide, so that print and sharp screens show it well; a very long one less so."""
    return float(min(SHARP, (MOST_PIXELS / (WIDTH * canvas.height)) ** 0.5))


def _packed(png: bytes) -> bytes:
    """The same pixels in a third of the bytes: they come packed in haste."""
    chunks = list(_chunks(png))
    loose, tight = decompressobj(), compressobj(6)
    pixels = b"".join(content for kind, content in chunks if kind == b"IDAT")
    pieces = [tight.compress(loose.decompress(pixels[at : at + PIECE])) for at in range(0, len(pixels), PIECE)]
    data = b"".join([*pieces, tight.flush()])
    head, end = [chunk for chunk in chunks if chunk[0] not in (b"IDAT", b"IEND")], (b"IEND", b"")
    return png[:8] + b"".join(_chunk(kind, content) for kind, content in [*head, (b"IDAT", data), end])


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(png):
        size, kind = unpack_from(">I4s", png, at)
        yield kind, png[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", crc32(kind + content))


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; \
style-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ margin: 0; padding: 1.5rem; background: #eceff2; color: #1b1f24; font: 14px/1.5 {font}; }}
main {{ width: fit-content; max-width: 100%; margin: 0 auto; }}
figure {{ margin: 0; padding: 0 0 .5rem; background: #fff; border-radius: 8px; overflow: auto hidden;
  box-shadow: 0 1px 4px rgb(0 0 0 / 25%); }}
figure:focus-visible {{ outline: 2px solid #0b4f9e; outline-offset: 2px; }}
h1 {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }}
p {{ max-width: 75ch; color: #57606a; }}
#vg-tooltip-element {{ max-width: 30rem; white-space: normal; }}
#vg-tooltip-element table tr td.value {{ max-width: 24rem; white-space: normal; overflow: visible; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #16191d; color: #e7e9ec; }} p {{ color: #a5afba; }} }}
@media print {{ body {{ background: none; }} figure {{ box-shadow: none; }} p, details {{ display: none; }} }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<figure aria-label="{title}" aria-describedby="told" tabindex="0"><div id="picture"></div></figure>
<p>Point at a mark to read all of it. {zoomed}</p>
<details><summary>In words</summary><p id="told">{told}</p></details>
</main>
<script>{program}</script>
<script>
vegaEmbed("#picture", {spec}, {{renderer: "svg", actions: {{export: true, source: false, compiled: false, \
editor: false}}}})
  .then(() => document.querySelector("#picture summary")?.setAttribute("aria-label", "Save the picture"));
</script>
</body>
</html>
"""


def _page(canvas: Canvas) -> str:
    spec = json.dumps(canvas.spec(), ensure_ascii=False).replace("<", "\\u003c")
    words = {"title": canvas.title, "told": canvas.told, "zoomed": canvas.zoomed}
    shown = {name: escape(text) for name, text in words.items()}
    return PAGE.format(**shown, font=FONT, program=_program(), spec=spec)


def _program() -> str:
    """Vega and what shows it on a page, which sets `vegaEmbed`."""
    import vl_convert

    made: str = vl_convert.javascript_bundle()  # type: ignore[call-arg] # its stub lacks the default
    return made.replace("</script", "<\\/script")
