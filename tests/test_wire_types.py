"""The page's types are those of the server's frames."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = ROOT / "scripts" / "wire_types.py"
TYPES = Path("web/src/protocol.gen.ts")


def check(script: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, timeout=120, check=False)


def test_the_types_of_the_page_are_not_stale() -> None:
    done = check(SCRIPT)

    assert done.returncode == 0, done.stderr


def test_stale_types_are_found_out(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "web/src").mkdir(parents=True)
    for name in ("wire_types.py", "web.py"):
        (tmp_path / "scripts" / name).write_text((ROOT / "scripts" / name).read_text())
    (tmp_path / "web/node_modules").symlink_to(ROOT / "web/node_modules")
    (tmp_path / TYPES).write_text((ROOT / TYPES).read_text().replace("cid", "id", 1))
    done = check(tmp_path / "scripts" / "wire_types.py")

    assert done.returncode != 0
    assert "stale" in done.stderr
