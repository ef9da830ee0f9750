"""For another WSGI server than ours: `gunicorn dashboard.wsgi:server`."""

from dashboard.app import ready_app
from dashboard.settings import Settings

server = ready_app(Settings.from_environment())
