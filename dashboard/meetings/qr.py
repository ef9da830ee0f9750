"""Addresses as pictures for a phone's camera."""

import segno
from markupsafe import Markup


def picture_of(address: str, described: str) -> Markup:
    """Return an address as a picture, as SVG; `described` is what it says in words."""
    drawn = segno.make_qr(address, error="m").svg_inline(title=described, omitsize=True, svgclass="qr")
    return Markup(drawn.replace("<svg ", '<svg role="img" ', 1))
