"""The texts on a cluster of Apache Spark: a master, two workers and Spark Connect, on loopback.

Not among the tests that are found by themselves: `make test-spark` installs what it needs and names it.
"""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.release.test_engines import is_counted_alike, loaded, there
from tests.worlds import World

MakeWorld = Callable[..., World]

MASTER = "org.apache.spark.deploy.master.Master"
WORKER = "org.apache.spark.deploy.worker.Worker"
CONNECT = "org.apache.spark.sql.connect.service.SparkConnectServer"
LOOPBACK = "127.0.0.1"
# Everything binds to all addresses unless it is told.
SETTINGS = {
    "spark.driver.host": LOOPBACK,
    "spark.driver.bindAddress": LOOPBACK,
    "spark.ui.enabled": "false",
    "spark.driver.memory": "1g",
    "spark.executor.memory": "1g",
    "spark.executor.cores": "1",
    "spark.sql.shuffle.partitions": "4",
    "spark.connect.grpc.binding.address": LOOPBACK,
}


def free_port() -> int:
    with closing(socket.create_server((LOOPBACK, 0))) as held:
        return int(held.getsockname()[1])


def answers(port: int) -> bool:
    with closing(socket.socket()) as tried:
        return tried.connect_ex((LOOPBACK, port)) == 0


@contextmanager
def running(command: Sequence[str], port: int, log: Path) -> Iterator[None]:
    """Run a part of the cluster, from when it listens on."""
    environment = {**os.environ, "SPARK_LOCAL_IP": LOOPBACK, "SPARK_LOG_DIR": str(log.parent)}
    with log.open("wb") as said:
        process = subprocess.Popen(
            [f"{os.environ['SPARK_HOME']}/bin/{command[0]}", *command[1:]],
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + 120
        while not answers(port):
            assert process.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < until, log.read_text("utf-8")
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(30)


def worker(master: str, port: int, folder: Path) -> list[str]:
    return [
        *("spark-class", WORKER, master, "--host", LOOPBACK, "--port", str(port)),
        *("--webui-port", "0", "--cores", "1", "--memory", "1g", "--work-dir", str(folder)),
    ]


def connect(master: str, port: int) -> list[str]:
    settings = {**SETTINGS, "spark.connect.grpc.binding.port": str(port)}
    said = [f"--conf={name}={value}" for name, value in settings.items()]
    return ["spark-submit", "--class", CONNECT, "--master", master, *said, "spark-internal"]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Spark Connect on a cluster of two workers."""
    folder, ports = tmp_path_factory.mktemp("cluster"), [free_port() for _ in range(4)]
    master = f"spark://{LOOPBACK}:{ports[0]}"
    begin = ["spark-class", MASTER, "--host", LOOPBACK, "--port", str(ports[0]), "--webui-port", "0"]
    with ExitStack() as parts:
        parts.enter_context(running(begin, ports[0], folder / "master.log"))
        for number in (1, 2):
            command = worker(master, ports[number], folder / f"worker{number}")
            parts.enter_context(running(command, ports[number], folder / f"worker{number}.log"))
        parts.enter_context(running(connect(master, ports[3]), ports[3], folder / "connect.log"))
        yield f"sc://{LOOPBACK}:{ports[3]}"
        assert (folder / "master.log").read_text("utf-8").count("Launching executor") >= 2


def test_ten_thousand_people_are_counted_alike_by_a_cluster(
    make_world: MakeWorld, cluster: str, tmp_path: Path
) -> None:
    is_counted_alike(loaded(make_world, 10_000), there(cluster, tmp_path / "seen"))
