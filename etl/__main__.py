"""`python -m etl`: the same commands as `rejsespor`, without the dashboard."""

from etl.cli import main

if __name__ == "__main__":
    main()
