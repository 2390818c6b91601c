"""Measure what Viva takes: `make bench`, `make bench ARGS="--quick"`, `make bench ARGS="--only relay,memory"`.

A figure that isn't held is marked MISS and fails nothing: how fast a machine is says nothing about a change. Trust the
ratios, which are of one run on one machine, before the values.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench import pages, parts
from tests.bench.figures import Figure, table
from tests.bench.parts import QUICK, Bench, Part, Scale
from tests.bench.processes import ROOT
from viva import __version__

PARTS: dict[str, Callable[[Bench], Part]] = {
    "start": parts.start,
    "page": pages.page,
    "relay": parts.relay,
    "answers": parts.answers,
    "memory": parts.memory,
    "bank": parts.bank,
    "record": pages.record,
}
LONGEST = 600
"""Seconds after which a run that hangs is given up."""


def measure(names: Sequence[str], scale: Scale) -> list[Figure]:
    """The figures of these parts."""
    begun = time.monotonic()

    def tell(words: str) -> None:
        print(f"{time.monotonic() - begun:6.1f} s  {words}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="viva-bench-") as folder:
        bench = Bench(Path(folder), scale, tell)
        figures = [figure for name in names for figure in PARTS[name](bench)]
    tell("done")
    return figures


BESIDE = (
    "Beside Viva stands a bare loop from LiteLLM to a WebSocket; beside its answers, SQLite that commits each alone."
)


def _told(of: dict[str, Any]) -> str:
    return (
        f"Viva {__version__}; {of['cpus']} processors, which add ten million numbers in {of['sum']:.2f} s; load "
        f"{of['load']}; Python {of['python']}, {of['system']}."
    )


def machine() -> dict[str, Any]:
    """On what it was measured."""
    begun = time.perf_counter()
    sum(range(10_000_000))
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "sum": round(time.perf_counter() - begun, 3),
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print, write down. 0, whatever the figures."""
    parser = argparse.ArgumentParser(description="Measure what Viva takes, beside a bare LiteLLM loop.")
    parser.add_argument("--quick", action="store_true", help="less of everything, in under a minute")
    parser.add_argument("--only", default=",".join(PARTS), metavar="PARTS", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench.json", metavar="FILE")
    arguments = parser.parse_args(argv)
    names = arguments.only.split(",")
    if unknown := [name for name in names if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]}: known are {', '.join(PARTS)}")
    _bounded()
    of = machine()
    figures = measure(names, QUICK if arguments.quick else Scale())
    print(table(figures))
    print(f"\n{BESIDE}\n{_told(of)}")
    made = {"made": datetime.now(UTC).isoformat(timespec="seconds"), "viva": __version__, "quick": arguments.quick}
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    arguments.json.write_text(json.dumps(made | of | {"figures": [f.plain() for f in figures]}, indent=1) + "\n")
    return 0


def _bounded() -> None:
    """Leave in an orderly way when told to, or when it takes too long: the processes end with their blocks."""

    def leave(number: int, _: object) -> None:
        raise SystemExit("The bench took too long." if number == signal.SIGALRM else 143)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGALRM, leave)
    signal.alarm(LONGEST)


if __name__ == "__main__":
    raise SystemExit(main())
