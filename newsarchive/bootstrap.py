"""Makes `.venv` and installs a lock file into it; run by make with the system's Python and nothing but its library.

    python3 newsarchive/bootstrap.py requirements.txt

Does nothing where the lock file has not changed since. Safe to interrupt at any point and to run again.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)


def main(lock_name: str) -> int:
    """Make the environment ready for one lock file; the exit status."""
    if sys.version_info < OLDEST:
        return complain(f"newsarchive needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {sys.version.split()[0]}.")
    lock = PROJECT / lock_name
    stamp = VENV / f"installed-{lock_name.replace('/', '-')}.sha256"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if runs(VENV_PYTHON, "-c", "") and stamp.is_file() and stamp.read_text(encoding="ascii").strip() == digest:
        return 0
    if not runs(VENV_PYTHON, "-c", ""):
        print("Making .venv ...", flush=True)
        if not make_venv():
            return complain("Python cannot make a virtual environment here; see the message above.")
    pip = pip_command()
    if not pip:
        return complain("There is no pip. On Debian and Ubuntu: apt-get install python3-pip python3-venv")
    print(f"Installing {lock_name} ...", flush=True)
    # --no-deps: the lock is complete, and some versions of pip crash while resolving it.
    command = [*pip, "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r", lock]
    if subprocess.run(command, check=False).returncode != 0:
        return complain("Installing failed; see the message above. `make` again goes on from here.")
    stamp.write_text(digest + "\n", encoding="ascii")
    return 0


def make_venv() -> bool:
    """Make `.venv`, without pip of its own where the system's Python comes without ensurepip."""
    has_ensurepip = runs(Path(sys.executable), "-c", "import ensurepip")
    options = ["--clear"] if has_ensurepip else ["--clear", "--without-pip"]
    return subprocess.run([sys.executable, "-m", "venv", *options, VENV], check=False).returncode == 0


def pip_command() -> list[str | Path]:
    """A pip that installs into `.venv`: its own, or the system's; empty where there is neither."""
    if runs(VENV_PYTHON, "-m", "pip", "--version"):
        return [VENV_PYTHON, "-m", "pip"]
    if runs(Path(sys.executable), "-m", "pip", "--python", str(VENV_PYTHON), "--version"):
        return [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON)]
    return []


def runs(program: Path, *arguments: str) -> bool:
    """Whether a program can be started and succeeds."""
    try:
        return subprocess.run([program, *arguments], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def complain(message: str) -> int:
    """Say what is wrong; the exit status that says so too."""
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
