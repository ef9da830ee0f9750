"""SPSS files (sav, zsav): codes as texts, labels beside them; what SPSS calls missing is no blank."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from etl.formats.grid import Grid, Layout
from etl.formats.header import width_faults
from etl.formats.rows import OddCell, blank_rows, odd_faults
from publication.faults import Fault, SourceError

_SOURCES = Path(__file__).parents[2]
_PATIENCE = 600  # seconds


@dataclass(frozen=True, slots=True)
class SavSource:
    """An SPSS file; its layout is its own."""

    name: str
    sha256: str
    path: Path
    workspace: Path
    _grids: list[Grid] = field(default_factory=list)

    def grid(self, layout: Layout) -> Grid:
        """Return the cases, counted as SPSS counts them, with variable labels and value labels.

        Raises SourceError where the file is damaged, holds no cases, or more than are read.
        """
        if not self._grids:
            self._grids.append(self._read())
        return self._grids[0]

    def _read(self) -> Grid:
        csv = self.workspace / f"{self.sha256}.csv"
        read = self._read_aside(csv)
        self._refuse_unless_certain(read)
        return Grid(
            self.name,
            self.sha256,
            csv,
            ",",
            tuple(read["names"]),
            skip=0,
            begins=1,
            texts=tuple(read["texts"]),
            labels={at: labels for at, labels in enumerate(read["labels"]) if labels},
            row_lines=read["cases"],
            notes=blank_rows(self.name, read["blank"]),
            header_line=None,
            counted="case",
        )

    def _read_aside(self, csv: Path) -> Mapping[str, Any]:
        """Return what the file says (`etl.formats.spss.Spss`), from a process that may fall over it."""
        command = [sys.executable, "-m", "etl.formats.spss", str(self.path.resolve()), str(csv.resolve())]
        found = os.pathsep.join([str(_SOURCES), os.environ.get("PYTHONPATH", "")])
        try:
            done = subprocess.run(
                command, env={**os.environ, "PYTHONPATH": found}, stdout=subprocess.PIPE, timeout=_PATIENCE
            )
        except subprocess.TimeoutExpired as endless:
            raise SourceError([self._fault("damaged", format="SPSS")]) from endless
        if done.returncode < 0:
            raise SourceError([self._fault("damaged", format="SPSS")])
        done.check_returncode()
        read: Mapping[str, Any] = json.loads(done.stdout)
        return read

    def _fault(self, rule: str, **details: str) -> Fault:
        return Fault(self.name, rule, details=details)

    def _refuse_unless_certain(self, read: Mapping[str, Any]) -> None:
        if faults := width_faults(self.name, len(read["names"])):
            raise SourceError(faults)
        if rule := read["fault"]:
            raise SourceError([self._fault(rule, format="SPSS", limit=str(read["limit"]))])
        if odd := [OddCell(**cell) for cell in read["odd"]]:
            names = read["names"]
            raise SourceError(odd_faults(self.name, odd, lambda column: names[column - 1], "case"))
        if not read["cases"]:
            raise SourceError([self._fault("header_only")])
