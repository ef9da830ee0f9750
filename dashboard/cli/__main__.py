"""The command line as the server runs it: of a mistake of ours nothing is said but that it was one."""

import sys

from dashboard.cli import main

# EX_SOFTWARE of sysexits.h.
MISTAKE = 70

if __name__ == "__main__":
    try:
        main()
    except Exception:  # noqa: BLE001 - whatever it is, what it says may hold what stood in a cell
        sys.exit(MISTAKE)
