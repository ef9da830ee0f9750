"""Words on a colour can be read: WCAG 2.2, success criterion 1.4.3, asks for a contrast of 4.5 to 1."""

import pytest

from dashboard.charts import style
from dashboard.charts.heat import ink_at

LEAST = 4.5


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG 2.2 defines it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21, as WCAG 2.2 defines it."""
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def between(share: float) -> str:
    """The colour at a share of the way along the scale, channel by channel."""
    steps = share * (len(style.SEQUENTIAL) - 1)
    at = min(int(steps), len(style.SEQUENTIAL) - 2)
    pairs = [[int(one[c : c + 2], 16) for c in (1, 3, 5)] for one in style.SEQUENTIAL[at : at + 2]]
    mixed = (round(low + (high - low) * (steps - at)) for low, high in zip(*pairs, strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def test_the_contrast_is_that_of_the_standard() -> None:
    """Black on white is 21 to 1; #767676 is the lightest grey that passes on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") >= LEAST > contrast("#777777", "#ffffff")


def test_words_can_be_read_on_every_colour_of_a_heatmap() -> None:
    for hundredth in range(101):
        ink = ink_at(1 + 4 * hundredth / 100, (1, 5))
        assert contrast(ink, between(hundredth / 100)) >= LEAST, hundredth


@pytest.mark.parametrize(
    "colour", [*style.NEGATIVE, *style.POSITIVE, style.NEUTRAL, *style.SPECIAL], ids=lambda one: str(one)
)
def test_counts_can_be_read_on_every_segment(colour: str) -> None:
    assert contrast(style.ink_on(colour), colour) >= LEAST
