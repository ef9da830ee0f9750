"""Figures about staff over time: a month that was withheld stays withheld, whatever is said later."""

from collections.abc import Collection

from etl.release.management import SiteMonth
from publication.definitions.programme import Programme
from publication.faults import Refused


def withheld_before(programme: Programme, prior: Collection[SiteMonth]) -> set[SiteMonth]:
    """Return the months that any publication withheld, also under the ids that sites have now.

    Raises Refused where the programme's file has no such site any longer: it could be there under another id.
    """
    known = {published for site in programme.sites for published in (site.id, *site.was)}
    if gone := {withheld.site for withheld in prior} - known:
        raise Refused("withheld_site_gone", site=min(gone))
    renamed = {
        withheld._replace(site=site.id)
        for withheld in prior
        for site in programme.sites
        if withheld.site in site.was
    }
    return renamed.union(prior)
