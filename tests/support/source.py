"""Our own source, as data: which modules there are, what each imports and calls."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("coordinator", "operations", "realtime")


@dataclass(frozen=True)
class Module:
    """One file of ours."""

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        """Return the first part of the name."""
        return self.name.split(".")[0]

    def at(self, line: int) -> str:
        """Return a place in the file, as an editor opens it."""
        return f"{self.path.relative_to(ROOT)}:{line}"

    def imports(self) -> Iterator[tuple[str, int]]:
        """Yield each imported name, in full, with its line; also what is imported for types alone.

        `from a import b` yields `a.b`, for `b` may be a module.
        """
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node.lineno
            elif isinstance(node, ast.ImportFrom):
                origin = node.module or ""
                if node.level:
                    around = self.name.split(".")
                    if self.path.name != "__init__.py":
                        around.pop()
                    around = around[: len(around) - node.level + 1]
                    origin = ".".join([*around, origin] if origin else around)
                for alias in node.names:
                    yield f"{origin}.{alias.name}", node.lineno

    def method_calls(self) -> Iterator[tuple[str, int]]:
        """Yield each `something.method` that is called, as written, with its line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield ast.unparse(node.func), node.lineno


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Parse every Python file of the named top-level folders, or of our three packages."""
    return tuple(_parsed(path) for folder in folders or PACKAGES for path in sorted((ROOT / folder).rglob("*.py")))


def _parsed(path: Path) -> Module:
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    return Module(".".join(parts), path, ast.parse(path.read_text(encoding="utf-8"), str(path)))
