"""HTML as one piece: a component for each of a thousand parts would hold the browser up."""

import re
from collections.abc import Iterable
from html import escape

from dash import dcc
from dash.development.base_component import Component

# What the browser's reader of the piece would take for code.
_BRACES = {ord("{"): "&#123;", ord("}"): "&#125;"}


def as_text(words: str) -> str:
    """Return words as they are shown, never as markup; an empty line would end the piece."""
    return escape(re.sub(r"[\r\n]", " ", words)).translate(_BRACES)


def element(tag: str, content: str | Iterable[str] = (), /, **attributes: str) -> str:
    """Return an element.

    Args:
        tag: Its name.
        content: What stands in it: markup, or words that `as_text` has made harmless.
        attributes: Their values as words; `class_` is the class, other underscores are hyphens.
    """
    names = {name: name.rstrip("_").replace("_", "-") for name in attributes}
    said = "".join(f' {names[name]}="{as_text(value)}"' for name, value in attributes.items())
    inner = content if isinstance(content, str) else "".join(content)
    return f"<{tag}{said}>{inner}</{tag}>" if inner else f"<{tag}{said}/>"


def one_piece(markup: str) -> Component:
    """Return markup as a component."""
    return dcc.Markdown(markup, dangerously_allow_html=True)
