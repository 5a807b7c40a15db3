"""A Dask cluster for tests, of real processes on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from distributed import Client

from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path


class Machines:
    """A scheduler and two workers of two threads, as processes that only this machine can reach."""

    def __init__(self, folder: Path, running: ExitStack) -> None:
        self._folder = folder
        self._running = running
        scheduler_file = folder / "scheduler.json"
        self._start("scheduler", "--port", "0", "--scheduler-file", str(scheduler_file))
        while not (scheduler_file.exists() and scheduler_file.read_text(encoding="utf-8").endswith("}")):
            time.sleep(0.01)
        self.address = json.loads(scheduler_file.read_text(encoding="utf-8"))["address"]
        self._workers = [self._worker(), self._worker()]
        with self.client() as client:
            client.wait_for_workers(2)

    def client(self) -> Any:
        return Client(self.address, set_as_default=False)  # type: ignore[no-untyped-call]

    def kill_a_worker(self) -> None:
        """Kill one for good, and let another take its place."""
        self._workers.pop(0).kill()
        self._workers.append(self._worker())

    def _worker(self) -> subprocess.Popen[bytes]:
        return self._start("worker", self.address, "--nthreads", "2", "--no-nanny", "--local-directory", self._folder)

    def _start(self, *role: object) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *map(str, role), "--host", "127.0.0.1", "--no-dashboard"]
        process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._running.enter_context(process)
        self._running.callback(process.kill)
        return process
