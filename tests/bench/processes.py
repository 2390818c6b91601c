"""What runs beside the bench: each in a process of its own, ended by its id when its block ends."""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections import deque
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds to wait for anything before the whole run is given up."""


def environ() -> dict[str, str]:
    """The environment without keys, proxies and settings of Viva: every run is alike, and stays on this machine."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not re.search(r"(?i)^VIVA_|_API_KEY$|_API_BASE$|_BASE_URL$|_proxy$", name)
    }
    path = os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH")]))
    # LiteLLM would fetch a list of prices when it is imported.
    return kept | {"PYTHONPATH": path, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}


class Child:
    """A Python process: `Child("-m", "viva", …)`. Its lines are drained, and the first address in them is its own."""

    def __init__(self, *arguments: str, cwd: Path = ROOT, **more: str) -> None:
        self._arguments = arguments
        self._cwd = cwd
        self._more = more
        self._lines: deque[str] = deque(maxlen=50)
        self._addresses: queue.Queue[str] = queue.Queue()
        self._address = ""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, *self._arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            env=environ() | self._more,
            cwd=self._cwd,
        )
        self.begun = time.perf_counter()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What they keep is thrown away, so that nothing has to be put in order.
        self._process.kill()
        self._process.wait()
        self._reader.join(5)
        assert self._process.stdout
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.append(line)
            if found := re.search(r"http://127\.0\.0\.1:\d+(?:/v1)?", line):
                self._addresses.put(found[0])
        self._addresses.put("")

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def address(self) -> str:
        """Where it listens; waits until it says so."""
        if not self._address:
            self._address = self._addresses.get(timeout=PATIENCE)
        if not self._address:
            raise RuntimeError(f"{' '.join(self._arguments)} ended:\n{''.join(self._lines)}")
        return self._address


def fetch(url: str, body: Any = None) -> bytes:
    """The body of a 200 or 201; a body of ours makes it a POST."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=PATIENCE) as reply:
        return bytes(reply.read())


def client(job: str, **told: Any) -> Any:
    """What `client.py` reports of a job."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.client", job, json.dumps(told)],
        capture_output=True,
        text=True,
        timeout=PATIENCE * 2,
        env=environ(),
        cwd=ROOT,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the client failed at {job}:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout)


def rss(pid: int) -> float:
    """MiB of memory that the process holds."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        return int(re.search(r"VmRSS:\s+(\d+) kB", status.read_text())[1]) / 1024  # type: ignore[index]
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return int(told.stdout) / 1024


def cpu(pid: int) -> float | None:
    """Seconds of processor time that the process has taken; None where the system doesn't tell in /proc."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return None
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def settle(*pids: int, most: float = 30.0) -> None:
    """Wait until the processes take next to no processor time: they have started, or warmed up."""
    end = time.monotonic() + most
    time.sleep(1)
    while time.monotonic() < end:
        before = [cpu(pid) for pid in pids]
        time.sleep(0.5)
        took = [None if one is None else (cpu(pid) or one) - one for pid, one in zip(pids, before, strict=True)]
        if None in took:
            time.sleep(10)
            return
        if max(filter(None, took), default=0) <= 0.02:
            return
