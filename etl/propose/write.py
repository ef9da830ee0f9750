"""Writing a proposal as TOML, with a comment on every line that says how sure it is."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from etl.propose.beside import Value
from etl.propose.codes import Code
from etl.propose.match import Found, Match
from etl.propose.proposal import Proposal
from etl.propose.seen import Seen
from publication.catalogue import Words
from publication.definitions.instrument import Instrument
from publication.definitions.text import Language

_OWN = ("$created", "$answer_time_ms", "$submission_id")
_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "aa", "ä": "a", "ö": "o"})


class Say(Protocol):
    """Words in the reader's language."""

    def __call__(self, key: str, /, **values: str) -> str:
        """Return the words under a key of the `propose` table."""


def proposal_toml(
    proposal: Proposal,
    names: Sequence[str],
    programme: str,
    instruments: Mapping[str, Instrument],
    words: Words,
    language: Language,
) -> str:
    """Return a proposal as a mapping file that reads back, everything uncertain said in comments."""

    def say(key: str, /, **values: str) -> str:
        return words.say(language, f"propose.{key}", **values)

    labels = {
        (name, item.id): item.label[language] for name in proposal.answers for item in instruments[name].items
    }
    blocks = [
        _head(proposal, names, programme, say),
        _columns(proposal, say),
        *_answers(proposal, labels, say),
        *_codes(proposal, say),
        *_labels(proposal, instruments, say),
        *_values(proposal, say),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def form_id(name: str) -> str:
    """Return an id for the form from a file's name."""
    stem = name.rsplit(".", 1)[0].lower().translate(_PLAIN)
    return re.sub(r"[^a-z0-9]+", "-", stem).strip("-") or "form"


def text_toml(text: str) -> str:
    """Return a text in TOML's quotation marks."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _line(key: str, value: str, comment: str = "") -> str:
    return f"{key} = {value}" + (f"  # {_plain(comment)}" if comment else "")


def _plain(comment: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in comment).split())


def _head(proposal: Proposal, names: Sequence[str], programme: str, say: Say) -> list[str]:
    lines = [f"# {_plain(say('intro', files=', '.join(names)))}", f"# {say('confirm')}"]
    lines.append(_line("form", text_toml(form_id(names[0]))))
    lines += [_line("kind", text_toml(proposal.kind)), _line("programme", text_toml(programme))]
    if proposal.header_rows > 1:
        lines.append(_line("header_rows", str(proposal.header_rows), say("header_rows")))
    if proposal.kind == "questionnaire":
        tool = text_toml(proposal.tool) if proposal.tool else text_toml("enalyzer")
        lines.append(
            ("" if proposal.tool else "# ") + _line("tool", tool, "" if proposal.tool else say("tool"))
        )
    if proposal.cells.labels:
        lines.append(_line("cells", text_toml("labels"), say("labels")))
    if (lists := proposal.cells.tick_lists) and proposal.kind == "questionnaire":
        lines.append(_line("tick_lists", f"[{', '.join(map(text_toml, lists))}]", say("tick_list")))
    return [*lines, *_dropped(proposal, say)]


def _dropped(proposal: Proposal, say: Say) -> Iterator[str]:
    own = _OWN if proposal.tool == "nettskjema" else ()
    if left := [column for column in proposal.left if column.name not in own]:
        yield f"# {say('drop')}"
        yield "drop = ["
        for column in left:
            yield f"    # {text_toml(column.name)},  # {_plain(_said_of(column, say))}"
        yield "]"


def _said_of(column: Seen, say: Say) -> str:
    filled = say("filled", cells=str(column.filled), texts=f"{len(column.counts)}{'+' * column.is_many}")
    return f"{column.text}: {filled}" if column.text else filled


def _columns(proposal: Proposal, say: Say) -> list[str]:
    lines = ["[columns]", *_matches(proposal.columns, say)]
    lines += [f"# {_line(name, text_toml(''), say('missing'))}" for name in proposal.missing]
    if proposal.background:
        lines += ["", "[background]", *_matches(proposal.background, say)]
    return lines


def _matches(found: Mapping[str, Match], say: Say) -> Iterator[str]:
    for name, match in found.items():
        yield _line(name, text_toml(match.column.name), say(match.how, **match.details))


def _answers(proposal: Proposal, labels: Mapping[tuple[str, str], str], say: Say) -> Iterator[list[str]]:
    for name, items in proposal.answers.items():
        lines = [f"[answers.{name}]", *_runs(items, say)]
        lines += [_item(item, found, labels[name, item], say) for item, found in items.items()]
        if absent := [item for of, item in labels if of == name and item not in items]:
            lines.append(f"# {say('items_missing', items=', '.join(absent))}")
        yield lines


def _runs(items: Mapping[str, Found], say: Say) -> list[str]:
    """Return what is said once of items that were found by their number in a run."""
    numbered = [match for match in items.values() if isinstance(match, Match) and match.how == "by_number"]
    return list(dict.fromkeys(f"# {_plain(say(match.how, **match.details))}" for match in numbered))


def _item(item: str, found: Found, label: str, say: Say) -> str:
    if isinstance(found, Match) and found.how == "by_number":
        return _line(item, text_toml(found.column.name), label)
    if isinstance(found, Match):
        return _line(item, text_toml(found.column.name), f"{label}: {say(found.how, **found.details)}")
    ticks = ", ".join(f"{text_toml(name)} = {text_toml(match.column.name)}" for name, match in found.items())
    first = next(iter(found.values()))
    return _line(item, f"{{ ticks = {{ {ticks} }} }}", f"{label}: {say(first.how, **first.details)}")


def _codes(proposal: Proposal, say: Say) -> Iterator[list[str]]:
    codes, unknown = proposal.cells.codes, proposal.cells.unknown
    few = _few(proposal.cells.few.get("", 0), proposal.k, say)
    if not codes and not unknown and not few:
        return
    lines = ["[codes]", *few]
    for special, ones in codes.items():
        lines += [
            f"{special} = [",
            *(
                f"    {text_toml(each.text)},  # {_plain(_code_comment(each.how, each, say))}"
                for each in ones
            ),
        ]
        lines.append("]")
    for code in unknown:
        comment = _labelled(code.label, _code_comment("code_unknown", code, say))
        lines.append(f"# {text_toml(code.text)}  # {_plain(comment)}")
    yield lines


def _code_comment(how: str, code: Code, say: Say) -> str:
    return say(how, times=str(code.times), instruments=", ".join(code.instruments), label=code.label)


def _labelled(label: str, comment: str) -> str:
    return f"{label}: {comment}" if label else comment


def _few(number: int, k: int, say: Say) -> list[str]:
    """Return the comment that so many texts are not shown, if any are."""
    return [f"# {say('few', number=str(number), k=str(k))}"] if number else []


def _labels(proposal: Proposal, instruments: Mapping[str, Instrument], say: Say) -> Iterator[list[str]]:
    for name, texts in proposal.cells.labels.items():
        accepted = ", ".join([*map(str, instruments[name].answers), *instruments[name].special])
        lines = [f"[labels.{name}]", *_few(proposal.cells.few.get(name, 0), proposal.k, say)]
        if name in proposal.cells.turned:
            lines.append(f"# {say('labels_turned', instrument=name)}")
        for text, (answer, times) in texts.items():
            if answer is None:
                comment = say("label_unknown", times=str(times), accepted=accepted)
                lines.append(f"# {_line(text_toml(text), text_toml(''), comment)}")
            else:
                lines.append(_line(text_toml(text), text_toml(answer), say("label_known", times=str(times))))
        yield lines


def _values(proposal: Proposal, say: Say) -> Iterator[list[str]]:
    for name, values in proposal.values.items():
        lines = [*_few(values.few, proposal.k, say), *_value_lines(values.shown, say)]
        if lines:
            yield [f"[values.{name}]", *lines]


def _value_lines(values: Iterable[Value], say: Say) -> Iterator[str]:
    for value in values:
        how = "unknown" if value.stands_for is None else "same" if value.score == 1 else "near"
        comment = say(f"value_{how}", times=str(value.times), score=f"{value.score:.2f}")
        labelled = _labelled(value.label, comment)
        line = _line(text_toml(value.text), text_toml(value.stands_for or ""), labelled)
        yield line if value.stands_for else f"# {line}"
