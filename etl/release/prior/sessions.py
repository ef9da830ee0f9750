"""Sessions over time: one published before is never published changed, nor without those shown beside it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from etl.release.groups import Partition
from etl.release.prior.origins import Origins
from etl.release.prior.record import PriorReleases, SessionBlock
from etl.release.prior.remember import Memory
from etl.release.sessions import THE_SESSIONS, CountedSessions, Partitions
from publication.definitions.instrument import Instrument
from publication.faults import Refused


def session_partitions(prior: PriorReleases, instruments: Iterable[Instrument]) -> list[Partitions]:
    """Return the groups of sessions of every publication that showed any, the oldest first.

    By the ids that questionnaires and questions have now; they are remembered by their first ones.
    """
    called = {(held.origin, item.origin): (held.id, item.id) for held in instruments for item in held.items}
    return [
        _partitions(release.session_blocks, called) for release in prior.releases if release.session_blocks
    ]


def _partitions(
    blocks: Sequence[SessionBlock], called: Mapping[tuple[str, str], tuple[str, str]]
) -> Partitions:
    found: dict[tuple[str, str], Partition] = {}
    for instrument, item, cells in blocks:
        block = frozenset((kind, session) for kind, session in (cell.split("@") for cell in cells))
        name = called.get((instrument, item), (instrument, item))
        found[name] = found.get(name, ()) + ((block,) if block else ())
    return found


def refuse_changed_sessions(
    prior: PriorReleases, partitions: Sequence[Partitions], digests: Mapping[str, str]
) -> None:
    """Raise Refused for the first session published before that says something else now, or is gone.

    Args:
        prior: What was published.
        partitions: The groups of sessions in it.
        digests: Session → what is marked now.
    """
    changed = {session for session, digest in prior.session_digests if digests.get(session) != digest}
    before = {session for shown in partitions for block in shown[THE_SESSIONS] for _, session in block}
    changed |= before - digests.keys()
    if changed:
        raise Refused("session_changed", session=min(changed))


def session_blocks(counted: CountedSessions) -> Iterator[SessionBlock]:
    """Yield every block shown; a hidden item has one without cells."""
    for (instrument, item), partition in counted.partitions.items():
        if (instrument, item) == THE_SESSIONS or partition != counted.partitions[THE_SESSIONS]:
            for block in partition or [frozenset()]:
                yield SessionBlock(instrument, item, [f"{kind}@{session}" for kind, session in sorted(block)])


def memory_of_sessions(
    instruments: Iterable[Instrument], digests: Mapping[str, str], counted: CountedSessions
) -> Memory:
    """Return what is noted of sessions: what each said, and which were shown together."""
    origins = Origins.of((), instruments)
    return {
        "published_marks": [(session.id, digests[session.id]) for session in counted.sessions],
        "published_session_blocks": [origins.session_block(block) for block in session_blocks(counted)],
    }
