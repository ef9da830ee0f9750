"""A small picture on a page: an image that needs no request of its own, with its text alternative."""

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.charts.svg import Picture
from dashboard.components.markup import element

# What may stand in a data address as it is; everything else is written by its number.
_PLAIN = "=:/,;()*+!-._~"
CLASS = "small-picture"


def _source(picture: Picture) -> str:
    return f"data:image/svg+xml,{quote(picture.svg, safe=_PLAIN)}"


def small_picture(picture: Picture) -> Component:
    """Return a picture as an image; its size is said, so that nothing moves when it is drawn."""
    return html.Img(
        src=_source(picture), alt=picture.words, width=picture.width, height=picture.height, className=CLASS
    )


def small_picture_markup(picture: Picture) -> str:
    """Return the same image as markup, where there are a hundred of them."""
    size = {"width": str(picture.width), "height": str(picture.height)}
    return element("img", src=_source(picture), alt=picture.words, **size, class_=CLASS)
