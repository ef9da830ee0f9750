"""Releasing words: what waits is listed on the loader's own terminal, and a person decides text by text."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from etl.checks.personal import looks_like
from etl.release.authors import SESSION
from etl.release.words import Kind, Said, all_said, authors, decide, decisions, fewest_authors, held_back
from publication.catalogue import Words
from publication.definitions.programme import Programme
from publication.definitions.text import Language
from publication.faults import Refused

KINDS: Mapping[str, Kind] = {"comments": "comment", "stories": "story"}
_NAME = re.compile(r"(?<=[a-zæøåäöé,;] )[A-ZÆØÅÄÖ][a-zæøåäöé]+")
_RANGE = re.compile(r"([0-9]+)-([0-9]+)")


@dataclass(frozen=True, slots=True)
class Desk:
    """What a person decides about: the texts of one kind in a programme, and how they are told of."""

    con: duckdb.DuckDBPyConnection
    programme: Programme
    kind: Kind
    words: Words
    language: Language

    def waiting(self, occasion: str | None = None) -> list[Said]:
        """Return the texts nobody has decided about, those of one wave or session only where it is named."""
        decided = decisions(self.con, self.programme.id)
        wanted = None if occasion is None else self._occasions(occasion)
        return [
            one
            for one in all_said(self.con, self.programme)
            if one.kind == self.kind
            and one.digest not in decided
            and (wanted is None or one.occasion in wanted)
        ]

    def preview(self, occasion: str | None = None) -> Iterator[str]:
        """Yield the lines that list what waits; the numbers hold until the next preview."""
        waiting = self.waiting(occasion)
        possible = authors(self.con, self.programme, waiting)
        self._number(waiting)
        for number, one in enumerate(waiting, 1):
            yield f"{number}  {one.id}  {self._where(one)}"
            yield from (f"    {line}" for line in self._lines(one))
            yield from (f"    ! {flag}" for flag in [*self._flags(one), *self.why_held(one, possible)])

    def chosen(self, said: str | None) -> list[Said]:
        """Return the texts that '1,3-5', short ids or 'all' name; None names none.

        Numbers and 'all' are those of the last preview: what came after it nobody has read. Raises Refused
        for what names no text that waits or was rejected.
        """
        if said is None:
            return []
        decided, seen = decisions(self.con, self.programme.id), self._seen()
        open_to_choice = {None, (self.kind, "rejected")}
        own = (one for one in all_said(self.con, self.programme) if one.kind == self.kind)
        by_id = {one.id: one for one in own if decided.get(one.digest) in open_to_choice}
        if said.strip() == "all":
            return [by_id[one] for one in seen if one in by_id and by_id[one].digest not in decided]
        named = [one for part in re.split(r"[,\s]+", said.strip(", \t")) for one in _ids(part, seen)]
        if unknown := [one for one in named if one not in by_id]:
            raise Refused("no_such_word", word=unknown[0], programme=self.programme.id)
        return [by_id[one] for one in dict.fromkeys(named)]

    def decide(
        self, released: Sequence[Said], rejected: Sequence[Said], who: str, now: dt.datetime
    ) -> list[str]:
        """Note what was released and what was rejected; return why any of it is not published yet, or ever.

        Raises Refused where a text is named for both.
        """
        if twice := [one for one in released if one in rejected]:
            raise Refused("word_twice", word=twice[0].id)
        for one in released:
            decide(self.con, self.programme.id, one.kind, one.digest, "released", who, now)
        for one in rejected:
            decide(self.con, self.programme.id, one.kind, one.digest, "rejected", who, now)
        possible = authors(self.con, self.programme, released)
        return [line for one in released for line in self.why_held(one, possible)]

    def why_held(self, said: Said, possible: Mapping[str, int]) -> Iterator[str]:
        """Yield the sentence that says why a text is not published although it is released."""
        if (reason := held_back(said, self.programme, possible)) is not None:
            fewest = str(fewest_authors(self.programme))
            yield self._say(reason, id=said.id, where=self._occasion(said), fewest=fewest)

    def _seen(self) -> list[str]:
        sql = "SELECT id FROM seen_words WHERE programme = ? AND kind = ? ORDER BY number"
        found = self.con.execute(sql, [self.programme.id, self.kind]).fetchall()
        return [one for (one,) in found]

    def _number(self, waiting: Sequence[Said]) -> None:
        key = [self.programme.id, self.kind]
        self.con.begin()
        self.con.execute("DELETE FROM seen_words WHERE programme = ? AND kind = ?", key)
        for number, one in enumerate(waiting, 1):
            self.con.execute("INSERT INTO seen_words VALUES (?, ?, ?, ?)", [*key, number, one.id])
        self.con.commit()

    def _occasions(self, said: str) -> set[str]:
        """Return the occasions that an id names: a wave, a session, or one of each. Raises Refused."""
        known = [*(one.id for one in self.programme.waves), *(one.id for one in self.programme.sessions)]
        if said not in known:
            raise Refused("no_occasion", occasion=said, known=", ".join(dict.fromkeys(known)) or "–")
        return {said, f"{SESSION}{said}"}

    def _say(self, key: str, **values: str) -> str:
        return self.words.say(self.language, f"release.{key}", **values)

    def _occasion(self, said: Said) -> str:
        """Return the name of a text's wave or session; the programme's for a story."""
        if not said.occasion:
            return self.programme.name[self.language]
        if said.occasion.startswith(SESSION):
            session = next(one for one in self.programme.sessions if f"{SESSION}{one.id}" == said.occasion)
            kind = next(one for one in self.programme.session_kinds if one.id == session.kind)
            return f"{kind.name[self.language]} {session.number}"
        wave = next(one for one in self.programme.waves if one.id == said.occasion)
        return wave.name[self.language] if wave.name else wave.id

    def _questions(self, said: Said) -> list[str]:
        """Return the question that leaves beside a comment, in the words of whoever made the form."""
        return [question for question, _ in said.parts if question] if self.kind == "comment" else []

    def _where(self, said: Said) -> str:
        question = "".join(self._questions(said))
        return f"{self._occasion(said)}: {_clean(question)}" if question else self._occasion(said)

    def _lines(self, said: Said) -> Iterator[str]:
        for question, text in said.parts:
            if self.kind == "story":
                yield self._say(question)
            yield from (_clean(line) for line in text.splitlines())

    def _flags(self, said: Said) -> Iterator[str]:
        """Yield what a person should look at before releasing a text."""
        text = "\n".join([*said.texts, *self._questions(said)])
        for kind in dict.fromkeys(found for one in text.split("\n") if (found := looks_like(one))):
            yield self._say(kind)
        places = [one.name for one in self.programme.municipalities]
        places += [one.name for one in self.programme.sites]
        here = [one for one in dict.fromkeys(places) if re.search(rf"\b{re.escape(one)}\b", text)]
        if here:
            yield self._say("place", names=", ".join(here))
        names = [one for one in dict.fromkeys(_NAME.findall(text)) if one not in here]
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
