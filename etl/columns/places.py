"""The places a programme's files speak of, by id and name: sites, and groups of a site or a municipality."""

from collections.abc import Mapping

from etl.columns.columns import Column, named
from publication.definitions.programme import Programme
from publication.definitions.text import listed


def site_column(header: str, programme: Programme, values: Mapping[str, str]) -> Column:
    """Return a column that names a site."""
    sites = [(site.id, [site.name]) for site in programme.sites]
    return Column("site", header, named(sites, values), required=True, accepted=listed(sites))


def place_column(
    header: str | None, programme: Programme, values: Mapping[str, str], *, required: bool
) -> Column:
    """Return a column that names a site or a municipality; where both bear an id, the site is meant."""
    places = {municipality.id: [municipality.name] for municipality in programme.municipalities}
    places |= {site.id: [site.name] for site in programme.sites}
    codes = named(places.items(), values)
    return Column("place", header, codes, required=required, accepted=listed(places.items()))
