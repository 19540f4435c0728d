"""Pictures: rows in, a canvas out, which `output` turns into SVG, PNG or a page of HTML."""
