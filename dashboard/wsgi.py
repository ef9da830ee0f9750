"""For a WSGI server: `gunicorn dashboard.wsgi:server`."""

from dashboard.app import create_app
from dashboard.settings import Settings

app = create_app(Settings.from_environment())
server = app.server

# The first request sets the app up; two threads doing it at once would race.
with server.test_client() as first:
    first.get("/")
