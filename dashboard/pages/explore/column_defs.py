"""The analyst's table as AG Grid takes it: columns under headings, each with its filter."""

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from dashboard.charts.style import Trace
from dashboard.pages.explore.grid import READING, Field
from publication.languages import Language

WIDTHS: Mapping[str, int] = {"label": 285, "group_label": 190, "wave_label": 118, READING: 190}
_ALWAYS = ("equals", "blank", "notBlank")


def _common(field: Field) -> Trace:
    return {
        "field": field.name,
        "colId": field.name,
        "headerName": field.header,
        "headerTooltip": field.meaning,
    }


def _text(field: Field) -> Trace:
    return {
        **_common(field),
        "width": WIDTHS[field.name],
        "filter": "agTextColumnFilter",
        "filterParams": {
            "filterOptions": ["contains", "notContains", "startsWith", *_ALWAYS],
            "buttons": ["reset"],
        },
        "tooltipField": field.name,
        "cellClass": f"explore-{field.over}",
        "comparator": {"function": "byText"},
    }


def _number(field: Field, language: Language) -> Trace:
    mark = language.separators[0]
    longest = max(map(len, re.split(r"[ -]", field.header)))
    written = f"writeNumber(params.value, {field.digits}, '{mark}', {str(field.p_value).lower()})"
    return {
        **_common(field),
        "type": "rightAligned",
        "width": 70 + max(36, 8 * longest),
        "filter": "agNumberColumnFilter",
        "filterParams": {
            "allowedCharPattern": "\\d\\-\\,\\.",
            "numberParser": {"function": "readNumber(params)"},
            "numberFormatter": {"function": f"asTyped(params, '{mark}')"},
            "filterOptions": ["greaterThanOrEqual", "lessThanOrEqual", "inRange", *_ALWAYS],
            "inRangeInclusive": True,
            "maxNumConditions": 1,
            "buttons": ["reset"],
        },
        "valueFormatter": {"function": written},
        "comparator": {"function": "emptyLast"},
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
                _text(field) if field.digits is None else _number(field, language) for field in together
            ],
        }
        for name, together in groupby(fields, lambda field: field.over)
    ]
