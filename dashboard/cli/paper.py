"""Writing a paper from the terminal."""

from pathlib import Path

from dashboard.cli.stores import store_of
from etl.cli import Terminal
from publication.atomic import READABLE, replace_file
from publication.faults import Refused
from publication.reading import Publication


def write_paper(terminal: Terminal, publication: Publication, code: str, ending: str, output: Path) -> None:
    """Write a publication's paper in a language into a file. Raises Refused."""
    from dashboard.carriers.paper.paper import Sources, paper
    from dashboard.carriers.paper.serving import FORMATS, can_be_set
    from dashboard.pages import PAGES
    from dashboard.report.prose import read_prose
    from publication.language_list import read_list
    from publication.languages import read_languages

    data = terminal.places.data
    languages = read_languages(data)
    if code not in languages:
        raise Refused("no_language", found=code, known=", ".join(languages))
    if not can_be_set(ending):
        raise Refused("no_typst")
    if output.is_dir() or not output.parent.is_dir():
        raise Refused("no_target", file=str(output))
    with store_of(terminal) as store:
        sources = Sources(PAGES, read_prose(data, read_list(data)), store, terminal.places.var)
        written = FORMATS[ending].write(paper(sources, publication, languages[code]))
    try:
        replace_file(output, written, READABLE)
    except OSError as error:
        raise Refused("no_target", file=str(output)) from error
