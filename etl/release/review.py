"""Releasing words: what waits is listed on the loader's own terminal, and a person decides text by text."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from etl.checks.personal import looks_like
from etl.release.free_text import (
    FreeText,
    Kind,
    all_texts,
    authors,
    decide,
    decisions,
    fewest_authors,
    held_back,
)
from publication.catalogue import Words
from publication.definitions.programme import Programme
from publication.definitions.text import Language
from publication.faults import Refused
from publication.ids import SESSION

KINDS: Mapping[str, Kind] = {"comments": "comment", "stories": "story"}
_NAME = re.compile(r"(?<=[a-zæøåäöé,;] )[A-ZÆØÅÄÖ][a-zæøåäöé]+")
_RANGE = re.compile(r"([0-9]+)-([0-9]+)")


@dataclass(frozen=True, slots=True)
class WaitingText:
    """A text as it is told of to who decides about it: where it was said, its lines, what to look at."""

    id: str
    where: str
    lines: list[str]
    flags: list[str]


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """What a person decides about: the texts of one kind in a programme, and how they are told of."""

    con: duckdb.DuckDBPyConnection
    programme: Programme
    kind: Kind
    words: Words
    language: Language

    def waiting(self, occasion: str | None = None) -> list[FreeText]:
        """Return the texts nobody has decided about, those of one wave or session only where it is named."""
        decided = decisions(self.con, self.programme.id)
        wanted = None if occasion is None else self._occasions(occasion)
        return [
            entry
            for entry in all_texts(self.con, self.programme)
            if entry.kind == self.kind
            and entry.digest not in decided
            and (wanted is None or entry.occasion in wanted)
        ]

    def preview(self, occasion: str | None = None) -> Iterator[str]:
        """Yield the lines that list what waits; the numbers hold until the next preview."""
        told = self.told(occasion)
        self._number(told)
        for number, text in enumerate(told, 1):
            yield f"{number}  {text.id}  {text.where}"
            yield from (f"    {line}" for line in text.lines)
            yield from (f"    ! {flag}" for flag in text.flags)

    def told(self, occasion: str | None = None) -> list[WaitingText]:
        """Return what waits as it is told of; nothing is numbered by it."""
        waiting = self.waiting(occasion)
        possible = authors(self.con, self.programme, waiting)
        return [
            WaitingText(
                entry.id,
                self._where(entry),
                [*self._lines(entry)],
                [*self._flags(entry), *self.why_held(entry, possible)],
            )
            for entry in waiting
        ]

    def chosen(self, choice: str | None) -> list[FreeText]:
        """Return the texts that '1,3-5', short ids or 'all' name; None names none.

        Numbers and 'all' are those of the last preview: what came after it nobody has read. Raises Refused
        for what names no text that waits or was rejected.
        """
        if choice is None:
            return []
        decided, seen = decisions(self.con, self.programme.id), self._seen()
        open_to_choice = {None, (self.kind, "rejected")}
        own = (entry for entry in all_texts(self.con, self.programme) if entry.kind == self.kind)
        by_id = {entry.id: entry for entry in own if decided.get(entry.digest) in open_to_choice}
        if choice.strip() == "all":
            waiting = (by_id[text_id] for text_id in seen if text_id in by_id)
            return [entry for entry in waiting if entry.digest not in decided]
        named = [
            text_id for part in re.split(r"[,\s]+", choice.strip(", \t")) for text_id in _ids(part, seen)
        ]
        if unknown := [text_id for text_id in named if text_id not in by_id]:
            raise Refused("no_such_word", word=unknown[0], programme=self.programme.id)
        return [by_id[text_id] for text_id in dict.fromkeys(named)]

    def decide(
        self, released: Sequence[FreeText], rejected: Sequence[FreeText], who: str, now: dt.datetime
    ) -> list[str]:
        """Note what was released and what was rejected; return why any of it is not published yet, or ever.

        Raises Refused where a text is named for both.
        """
        if twice := [entry for entry in released if entry in rejected]:
            raise Refused("word_twice", word=twice[0].id)
        for entry in released:
            decide(self.con, self.programme.id, entry.kind, entry.digest, "released", who, now)
        for entry in rejected:
            decide(self.con, self.programme.id, entry.kind, entry.digest, "rejected", who, now)
        possible = authors(self.con, self.programme, released)
        return [line for entry in released for line in self.why_held(entry, possible)]

    def why_held(self, entry: FreeText, possible: Mapping[str, int]) -> Iterator[str]:
        """Yield the sentence that says why a text is not published although it is released."""
        if (reason := held_back(entry, self.programme, possible)) is not None:
            fewest = str(fewest_authors(self.programme))
            yield self._say(reason, id=entry.id, where=self._occasion(entry), fewest=fewest)

    def _seen(self) -> list[str]:
        sql = "SELECT id FROM seen_words WHERE programme = ? AND kind = ? ORDER BY number"
        found = self.con.execute(sql, [self.programme.id, self.kind]).fetchall()
        return [text_id for (text_id,) in found]

    def _number(self, waiting: Sequence[WaitingText]) -> None:
        key = [self.programme.id, self.kind]
        self.con.begin()
        self.con.execute("DELETE FROM seen_words WHERE programme = ? AND kind = ?", key)
        for number, entry in enumerate(waiting, 1):
            self.con.execute("INSERT INTO seen_words VALUES (?, ?, ?, ?)", [*key, number, entry.id])
        self.con.commit()

    def _occasions(self, occasion: str) -> set[str]:
        """Return the occasions that an id names: a wave, a session, or one of each. Raises Refused."""
        known = [*(held.id for held in self.programme.waves), *(held.id for held in self.programme.sessions)]
        if occasion not in known:
            raise Refused("no_occasion", occasion=occasion, known=", ".join(dict.fromkeys(known)) or "–")
        return {occasion, f"{SESSION}{occasion}"}

    def _say(self, key: str, **values: str) -> str:
        return self.words.say(self.language, f"release.{key}", **values)

    def _occasion(self, entry: FreeText) -> str:
        """Return the name of a text's wave or session; the programme's for a story."""
        if not entry.occasion:
            return self.programme.name[self.language]
        if entry.occasion.startswith(SESSION):
            session = next(
                held for held in self.programme.sessions if f"{SESSION}{held.id}" == entry.occasion
            )
            kind = next(held for held in self.programme.session_kinds if held.id == session.kind)
            return f"{kind.name[self.language]} {session.number}"
        wave = next(held for held in self.programme.waves if held.id == entry.occasion)
        return wave.name[self.language] if wave.name else wave.id

    def _questions(self, entry: FreeText) -> list[str]:
        """Return the question that leaves beside a comment, in the words of whoever made the form."""
        return [question for question, _ in entry.parts if question] if self.kind == "comment" else []

    def _where(self, entry: FreeText) -> str:
        question = "".join(self._questions(entry))
        return f"{self._occasion(entry)}: {_clean(question)}" if question else self._occasion(entry)

    def _lines(self, entry: FreeText) -> Iterator[str]:
        for question, text in entry.parts:
            if self.kind == "story":
                yield self._say(question)
            yield from (_clean(line) for line in text.splitlines())

    def _flags(self, entry: FreeText) -> Iterator[str]:
        """Yield what a person should look at before releasing a text."""
        text = "\n".join([*entry.texts, *self._questions(entry)])
        for kind in dict.fromkeys(found for line in text.split("\n") if (found := looks_like(line))):
            yield self._say(kind)
        places = [place.name for place in self.programme.municipalities]
        places += [place.name for place in self.programme.sites]
        here = [name for name in dict.fromkeys(places) if re.search(rf"\b{re.escape(name)}\b", text)]
        if here:
            yield self._say("place", names=", ".join(here))
        names = [name for name in dict.fromkeys(_NAME.findall(text)) if name not in here]
        if names:
            yield self._say("name", names=", ".join(names))


def _ids(part: str, seen: Sequence[str]) -> list[str]:
    """Return the ids that a number of the last preview, a range of them, or an id stands for."""
    ends = _RANGE.fullmatch(part)
    first, last = (int(ends[1]), int(ends[2])) if ends else (0, 0)
    if part.isdecimal():
        first = last = int(part)
    if not first:
        return [part]
    return list(seen[first - 1 : last]) if first <= last <= len(seen) else [part]


def _clean(text: str) -> str:
    """Return text that does nothing to a terminal but stand there."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)
