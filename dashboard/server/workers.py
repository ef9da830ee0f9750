"""The processes that serve: gunicorn starts, watches and replaces them; each is a server of `serving`.

gunicorn's own workers read headers and bodies in the threads that answer; a few dozen half-sent requests
would hold all of them.
"""

import os
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from dashboard.server.serving import SILENCE, leave, server_on, turn

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class ServingWorker(Worker):  # type: ignore[misc]
    """A process of gunicorn's in which waitress answers."""

    def run(self) -> None:
        """Serve until told to end or nobody watches any more; everything that was asked is answered."""
        server = server_on(self.wsgi, self.sockets[0].sock, self.cfg.threads)
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            turn(server)
        leave(server)


class Log(Logger):  # type: ignore[misc]
    """gunicorn's log, in the lines of ours."""

    def setup(self, cfg: Config) -> None:
        """Hand on what it is told."""
        self.error_log.propagate = True
        self.error_log.setLevel(self.LOG_LEVELS[cfg.loglevel])


class Master(Arbiter):  # type: ignore[misc]
    """gunicorn's watcher, which loads anew only what can be loaded: else those who serve go on."""

    def __init__(self, app: "Workers", check: Callable[[], object]) -> None:
        """Keep how it is found out whether an app can be made."""
        self._check = check
        super().__init__(app)

    def reload(self) -> None:
        """Replace the processes, if an app can be made of what lies there now."""
        try:
            self._check()
        except Exception as error:  # noqa: BLE001 - whatever is wrong, those who serve go on
            self.log.error("not loaded anew, the old goes on: %s: %s", type(error).__name__, error)
        else:
            super().reload()


class Workers(BaseApplication):  # type: ignore[misc]
    """Processes that serve an app on a socket."""

    def __init__(
        self,
        make: Callable[[], "WSGIApplication"],
        check: Callable[[], object],
        listener: socket.socket,
        workers: int,
        threads: int,
        ready: str,
    ) -> None:
        """Keep how an app is made: each process makes its own, again when it is told to load anew.

        Args:
            make: Returns an app that is ready for readers.
            check: Raises what is wrong with the words and settings an app is made of; opens nothing.
            listener: A socket that listens.
            workers: How many processes.
            threads: How many requests each answers at a time.
            ready: What is said once the first process serves.
        """
        self._make, self._check, self._ready = make, check, ready
        self._settings = {
            "bind": f"fd://{listener.detach()}",
            "workers": workers,
            "threads": threads,
            "worker_class": ServingWorker,
            "loglevel": "warning",
            "logger_class": Log,
            "graceful_timeout": SILENCE,
            "control_socket_disable": True,
            "post_worker_init": self._say,
        }
        super().__init__()

    def load_config(self) -> None:
        """Take nothing from gunicorn's own files, variables and arguments."""
        for name, value in self._settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> "WSGIApplication":
        """Return the app of this process, warm: nobody is let in before."""
        return self._make()

    def reload(self) -> None:
        """Have the next processes make their app anew."""
        self.callable = None
        super().reload()

    def run(self) -> None:
        """Serve until told to end."""
        Master(self, self._check).run()

    def _say(self, worker: Worker) -> None:
        if worker.age == 1:
            os.write(2, f"{self._ready}\n".encode())
