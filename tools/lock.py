"""Write the hash-locked package sets in `requirements/` from `pyproject.toml`.

Every set is a constraint for the next, so a package has one version in all of them.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = [sys.executable, "-m", "uv"]
COMPILE = [
    *UV,
    "pip",
    "compile",
    "--quiet",
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
]
SETS = {
    "uv": ["--group=lock"],
    "run": ["pyproject.toml", "--group=build"],
    "production": ["pyproject.toml", "--group=build", "--extra=production"],
    "test": ["pyproject.toml", "--group=build", "--group=test", "--extra=production"],
}


def main(options: list[str]) -> int:
    """Compile each set in turn; `--upgrade` among the options lets versions move."""
    constraints: list[str] = []
    for name, sources in SETS.items():
        output = f"requirements/{name}.txt"
        command = [*COMPILE, *options, *sources, *constraints, f"--output-file={output}"]
        if subprocess.call(command, cwd=ROOT) != 0:
            return 1
        print(f"Wrote {output}")
        if name != "uv":
            constraints = [f"--constraint={output}"]
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
