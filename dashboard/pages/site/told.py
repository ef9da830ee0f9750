"""What every part of a site's page is told in: a publication, a selection of it, a language."""

from dataclasses import dataclass

from dash import dcc
from dash.development.base_component import Component

from dashboard.components.shell import address
from dashboard.report.labels import wave_names
from dashboard.report.selection import Selection
from publication.languages import Language
from publication.reading import Publication


@dataclass(frozen=True, slots=True)
class Told:
    """A selection of a publication, and the language it is told in."""

    publication: Publication
    selection: Selection
    language: Language

    @property
    def waves(self) -> tuple[str, str]:
        """What the two waves are called."""
        return wave_names(self.publication, self.selection, self.language)

    @property
    def two_waves(self) -> bool:
        """Say whether there are two waves to compare."""
        return self.selection.from_wave != self.selection.to_wave

    def scale(self, instrument: str) -> tuple[int, int]:
        """Return the lowest and the highest answer of an instrument."""
        scale = self.publication.instruments[instrument].rating_scale
        return scale.low, scale.high

    def address(self, page: str, **chosen: str) -> str:
        """Return the address of a page with this selection."""
        return address(page, {**self.selection.query(), **chosen})

    def link(self, page: str, **chosen: str) -> Component:
        """Return the way to a page with this selection."""
        words = self.language.say(f"overview.go_{page}")
        return dcc.Link(words, href=self.address(page, **chosen), className="go")
