"""A small picture on a page: an image that needs no request of its own, with its text alternative."""

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.charts.small import Picture

# What may stand in a data address as it is; everything else is written by its number.
_PLAIN = "=:/,;()*+!-._~"


def small_picture(picture: Picture) -> Component:
    """Return a picture as an image; its size is said, so that nothing moves when it is drawn."""
    return html.Img(
        src=f"data:image/svg+xml,{quote(picture.svg, safe=_PLAIN)}",
        alt=picture.words,
        width=picture.width,
        height=picture.height,
        className="small-picture",
    )
