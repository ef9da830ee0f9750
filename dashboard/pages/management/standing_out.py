"""Which signals say more than chance gives where many charts are looked at together."""

from collections.abc import Sequence

from dashboard.pages.management.site_chart import ManagementTable, SiteChart
from dashboard.statistics.claims import survives_benjamini_hochberg


def stand_out(charts: Sequence[SiteChart]) -> list[bool]:
    """Say which of the charts that are judged have a signal that is news.

    It lasts, and survives Benjamini-Hochberg (5 %) over all of them by the permutation test of its clearest
    step, or of its months without an episode. Charts without a signal that lasts count as wholly
    unremarkable, which can only make it stricter.
    """
    p_values = [chart.signal_p if chart.present else 1.0 for chart in charts]
    return [bool(survives) for survives in survives_benjamini_hochberg(p_values)]


def standing_out(table: ManagementTable) -> list[SiteChart]:
    """Return the charts whose signal is more than chance gives at so many sites, whichever are shown."""
    return [chart for chart, news in zip(table.judged, stand_out(table.judged), strict=True) if news]
