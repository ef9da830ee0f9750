"""The analyst's table as AG Grid takes it: columns under headings, each with its filter."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from dashboard.charts.style import Trace
from dashboard.pages.explore.grid import READING, Field
from publication.languages import Language

WIDTHS: Mapping[str, int] = {"label": 260, "group_label": 180, "wave_label": 122, READING: 168}


def _common(field: Field) -> Trace:
    return {
        "field": field.name,
        "colId": field.name,
        "headerName": field.header,
        "headerTooltip": field.meaning,
        "comparator": {"function": "emptyLast"},
    }


def _text(field: Field, words: Mapping[str, str]) -> Trace:
    """Return a column of words: its cells are places among them, so that no id depends on a language."""
    return {
        **_common(field),
        "width": WIDTHS[field.name],
        "filter": {"function": "TickFilter"},
        "filterParams": {"ids": list(words), "words": list(words.values())},
        "valueFormatter": {"function": "inWords(params)"},
        "tooltipValueGetter": {"function": "params.valueFormatted"},
        "cellClass": f"explore-{field.over}",
    }


def _number(field: Field, language: Language) -> Trace:
    mark = language.separators[0]
    longest = max(map(len, re.split(r"[ -]", field.header)))
    written = f"writeNumber(params.value, {field.digits}, '{mark}', {str(field.p_value).lower()})"
    return {
        **_common(field),
        "type": "rightAligned",
        "width": 48 + max(28, 9 * longest),
        "filter": "agNumberColumnFilter",
        "filterParams": {
            "allowedCharPattern": "\\d\\-−\\,\\.",
            "numberParser": {"function": "readNumber(params)"},
            "numberFormatter": {"function": f"asTyped(params, '{mark}')"},
            "filterOptions": [
                *("greaterThanOrEqual", "lessThanOrEqual", "inRange"),
                *("equals", "blank", "notBlank"),
            ],
            "inRangeInclusive": True,
            "maxNumConditions": 1,
            "buttons": ["reset"],
        },
        "valueFormatter": {"function": written},
    }


def column_defs(fields: Sequence[Field], over: Mapping[str, str], language: Language) -> list[Trace]:
    """Return the columns as AG Grid takes them, under headings of groups.

    Args:
        fields: The page's columns, those under one heading next to each other.
        over: What each group of columns is called.
        language: The reader's.
    """
    return [
        {
            "headerName": over[name],
            "groupId": f"over-{name}",
            "marryChildren": True,
            "children": [
                _number(field, language) if field.words is None else _text(field, field.words)
                for field in together
            ],
        }
        for name, together in groupby(fields, lambda field: field.over)
    ]
