"""What setting up says on a machine that lacks something: a sentence with the package to install, and nothing made."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.source import ROOT

PROGRAMS = ("sh", "cat", "cksum", "dirname", "grep", "rm")
OLD = '#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit\nexit 1\n'
WITHOUT_VENV = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1 ;; *print*) echo 3.13 ;; esac\n'


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Give a checkout on a machine with a shell and no Python."""
    shutil.copytree(ROOT / ".make", tmp_path / ".make")
    for lock in ROOT.glob("*.lock"):
        shutil.copy2(lock, tmp_path)
    (tmp_path / "bin").mkdir()
    for program in PROGRAMS:
        (tmp_path / "bin" / program).symlink_to(shutil.which(program) or f"/bin/{program}")
    return tmp_path


def said(machine: Path, python: str = "") -> str:
    """Set up with only this Python on the machine; return what is said when it is refused."""
    if python:
        (machine / "bin" / "python3").write_text(python)
        (machine / "bin" / "python3").chmod(0o755)
    done = subprocess.run(
        [machine / ".make" / "setup.sh"],
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert not (machine / ".venv").exists()
    return done.stderr


def test_a_machine_without_python_is_told_what_to_install(machine: Path) -> None:
    sentence = said(machine)
    assert "Python 3.11 or newer is needed, but this machine has: no python3." in sentence
    assert "apt-get install python3 python3-venv" in sentence


def test_an_old_python_is_named(machine: Path) -> None:
    assert "Python 3.11 or newer is needed, but this machine has: Python 3.9.2." in said(machine, OLD)


def test_a_python_without_its_venv_module_is_named_with_the_package(machine: Path) -> None:
    sentence = said(machine, WITHOUT_VENV)
    assert "Python 3.13 is here, but its venv module is not." in sentence
    assert "apt-get install python3-venv   (or python3.13-venv)" in sentence
