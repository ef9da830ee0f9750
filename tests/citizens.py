"""A small world in which citizens are asked too, on a form of their own, in waves of their own."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.worlds import NOW, Row, World, text, write_toml

ASKED = ("e1", "e2", "e3")


@dataclass
class BothWorld(World):
    """Staff's world, and citizens' waves beside it: of another instrument, on another form."""

    of_citizens: Sequence[str] = ("c1",)
    population: Mapping[str, str] = field(default_factory=dict)
    form_of_citizens: dict[str, Any] = field(default_factory=dict)

    def programme(self) -> dict[str, object]:
        said = super().programme()
        waves = [
            {"id": wave, "date": dt.date(2025, 3, at + 1), "asked_as": "pre" if at == 0 else "post"}
            | {"closed": wave not in self.still_open, "population": "citizens", **self._was(wave)}
            for at, wave in enumerate(self.of_citizens)
        ]
        every = [*said["waves"], *waves]  # type: ignore[misc]
        return said | {"waves": [wave | self._changed(wave["id"]) for wave in every]}

    def _changed(self, wave: str) -> dict[str, str]:
        return {"population": self.population[wave]} if wave in self.population else {}

    def voice(self) -> dict[str, object]:
        """The instrument that citizens answer: four steps, and don't know."""
        return {
            "id": "voice",
            "asked_as": ["pre", "post"],
            "population": "citizens",
            "special": ["dont_know"],
            "overall": True,
            "name": text("Voice"),
            "question": text("And?"),
            "scale": {"low": 1, "high": 4, "low_label": text("never"), "high_label": text("always")},
            "items": [{"id": item, "label": text(item)} for item in ASKED],
        }

    def citizens_form(self) -> dict[str, Any]:
        """The mapping of citizens' form: no role."""
        return {
            "form": "citizens",
            "kind": "questionnaire",
            "programme": "small",
            "columns": {"respondent": "no", "wave": "when", "site": "place"},
            "answers": {"voice": {item: f"q_{item}" for item in ASKED}},
            "codes": {"dont_know": ["9"], "blank": [""]},
            **self.form_of_citizens,
        }

    def write(self) -> "BothWorld":
        super().write()
        write_toml(self.at.data / "instruments/voice.toml", self.voice())
        write_toml(self.at.data / "mappings/citizens.toml", self.citizens_form())
        return self

    def load_citizens(self, rows: Iterable[Row], now: dt.datetime = NOW) -> bool:
        """Write the definitions and citizens' rows, and load them."""
        return self.write().load_files(self.file(rows, "citizens.csv"), now=now, mapping="citizens")

    def show_both(self, staff: Iterable[Row], citizens: Iterable[Row]) -> "BothWorld":
        """Load staff's rows and citizens', and publish them."""
        self.load(staff)
        self.load_citizens(citizens)
        self.publish()
        return self


def citizen(number: int, site: str, wave: str = "c1", **answers: object) -> dict[str, object]:
    """A row of citizens' form."""
    return {"no": f"r{number}", "when": wave, "place": site} | {
        f"q_{item}": answer for item, answer in (answers or dict.fromkeys(ASKED, 2)).items()
    }


def citizens(sites: Mapping[str, int], wave: str = "c1", first: int = 0) -> list[dict[str, object]]:
    """So many citizens per site, who answer in turn."""
    places = [site for site, n in sites.items() for _ in range(n)]
    return [
        citizen(first + at, site, wave, e1=1 + at % 4, e2=1 + at % 3, e3=1 + (at + at // 4) % 4)
        for at, site in enumerate(places)
    ]
