"""For a WSGI server: `gunicorn dashboard.wsgi:server`."""

from dashboard.app import create_app, start
from dashboard.settings import Settings

app = create_app(Settings.from_environment())
server = app.server

start(app)
