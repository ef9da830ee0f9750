"""What a group is called, in every language: 'Practitioners at Solsiden', 'Peer workers and others'."""

from collections.abc import Sequence
from itertools import groupby

from publication.catalogue import Words
from publication.definitions.instrument import Population
from publication.definitions.programme import UNKNOWN, Programme
from publication.definitions.text import LANGUAGES, Language, Text, same_in_all_languages
from publication.ids import CITIZENS


class Labels:
    """Names of groups, sites and roles of one programme."""

    def __init__(self, programme: Programme, words: Words) -> None:
        """Keep the names of every role and place, the unknown included."""
        self._words = words
        self._role_first = programme.tree.startswith("role")
        self._roles = {role.id: role.name for role in programme.roles}
        self._roles[UNKNOWN] = words.in_all("group.unknown_role")
        self._citizens = words.in_all("group.citizens")
        self._places = {place.id: same_in_all_languages(place.name) for place in programme.municipalities}
        self._places |= {site.id: same_in_all_languages(site.name) for site in programme.sites}
        self._places[UNKNOWN] = words.in_all("group.unknown_place")
        self.unanswered = words.in_all("group.unanswered")
        self.other_answers = words.in_all("group.other_answers")

    def site(self, site: str) -> Text:
        """Return the name of a site."""
        return self._places[site]

    def roles(self, roles: Sequence[str]) -> Text:
        """Return the names of roles, listed."""
        return {language: self._role_list(language, roles) for language in LANGUAGES}

    def leadership_groups(self, sites: Sequence[str], municipalities: Sequence[str]) -> Text:
        """Return what leadership groups shown together are called: '3 groups in Nord'."""
        return {
            language: self._words.say(
                language,
                "group.leadership",
                number=str(len(sites)),
                places=self._place_list(language, list(dict.fromkeys(municipalities))),
            )
            for language in LANGUAGES
        }

    def listed(self, names: Sequence[Text]) -> Text:
        """Return 'a, b and c'."""
        return {language: self._list(language, [name[language] for name in names]) for language in LANGUAGES}

    def _list(self, language: Language, names: Sequence[str]) -> str:
        if len(names) == 1:
            return names[0]
        return self._words.say(language, "group.and", first=", ".join(names[:-1]), last=names[-1])

    def _role_list(self, language: Language, roles: Sequence[str]) -> str:
        names = [self._roles[role][language] for role in roles]
        return self._list(language, [names[0], *(name[:1].lower() + name[1:] for name in names[1:])])

    def _place_list(self, language: Language, places: Sequence[str]) -> str:
        return self._list(language, [self._places[place][language] for place in places])

    def _siblings(self, language: Language, paths: Sequence[tuple[str, ...]]) -> str:
        """Name nodes of one parent."""
        last = [path[-1] for path in paths]
        above, depth = paths[0][:-1], len(paths[0])
        if not self._role_first:
            if depth < 3:
                return self._place_list(language, last)
            place = self._place_list(language, [above[-1]])
            return self._words.say(language, "group.at", roles=self._role_list(language, last), places=place)
        if depth == 1:
            roles = self._role_list(language, last)
            if len(last) > 1 or last == [UNKNOWN]:
                return self._words.say(language, "group.roles", roles=roles)
            return self._words.say(language, "group.everywhere", roles=roles[:1].lower() + roles[1:])
        key = "group.within" if depth == 2 else "group.at"
        if set(self._roles) == {UNKNOWN}:
            return self._place_list(language, last)
        places = self._place_list(language, last)
        return self._words.say(language, key, roles=self._role_list(language, above[:1]), places=places)

    def places(self, nodes: Sequence[tuple[str, ...]], population: Population = "staff") -> Text:
        """Return where a selection is, without its roles: 'Solsiden'; in full where it is everywhere."""
        at = slice(1, 3) if self._role_first else slice(0, 2)
        named = list(dict.fromkeys(path[at][-1] for path in nodes if path[at]))
        if len(named) < len(nodes) or not named:
            return self.group(nodes, population)
        return self.listed([self._places[place] for place in named])

    def group(self, nodes: Sequence[tuple[str, ...]], population: Population = "staff") -> Text:
        """Return what a selection of a population is called, by the tree nodes that name it."""
        if population == CITIZENS:
            return self._of_citizens(nodes)
        if nodes == ((),):
            return self._words.in_all("group.everyone")
        parts = [list(paths) for _, paths in groupby(nodes, key=lambda path: path[:-1])]
        return {language: self._list(language, self._phrases(language, parts)) for language in LANGUAGES}

    def _of_citizens(self, nodes: Sequence[tuple[str, ...]]) -> Text:
        """Return 'Service users at Solsiden': whose answers they are is always said."""
        paths = [tuple(part for part in path if part != CITIZENS) for path in nodes]
        if paths == [()]:
            return self._words.in_all("group.all_citizens")
        keys = {1: "group.within", 2: "group.at"}
        alike = [(keys[depth], [path[-1] for path in held]) for depth, held in groupby(paths, key=len)]
        return {language: self._citizens_at(language, alike) for language in LANGUAGES}

    def _citizens_at(self, language: Language, alike: Sequence[tuple[str, Sequence[str]]]) -> str:
        who = self._citizens[language]
        first, *others = (
            self._words.say(language, key, roles=who, places=self._place_list(language, places))
            for key, places in alike
        )
        return self._list(language, [first, *(part[:1].lower() + part[1:] for part in others)])

    def _phrases(self, language: Language, parts: Sequence[Sequence[tuple[str, ...]]]) -> list[str]:
        """Return each part's words; a role, unlike a place, is written small after the first."""
        first, *others = (self._siblings(language, paths) for paths in parts)
        return [first, *((part[:1].lower() + part[1:] if self._role_first else part) for part in others)]
