"""Find a Chromium for the browser tests, and where there is none, bring one.

The places, in this order: `$CAMPAIGN_BROWSER`, playwright's own, the system's, the npm package
`@sparticuz/chromium` (Linux on x86-64, pinned by checksum, kept in `.venv/browser`), and
`apt-get install chromium` where the user is root. `python tools/browser.py` prints the path.
"""

from __future__ import annotations

import base64
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
MACHINE_WIDE = (
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
PACKAGE = "@sparticuz/chromium"
VERSION = "153.0.0"
CHECKSUM = "sha512-{}{}".format(
    "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/",
    "EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
)
INFLATE = """
const zlib = require("node:zlib"), fs = require("node:fs"), { pipeline } = require("node:stream");
const [from, to] = process.argv.slice(1);
pipeline(fs.createReadStream(from), zlib.createBrotliDecompress(), fs.createWriteStream(to),
  (error) => { if (error) throw error; });
"""


class NoBrowser(Exception):
    """Carry one line for every place that was looked at."""


def find() -> Path:
    """Return a Chromium that starts, or raise NoBrowser naming every place looked at."""
    looked: list[str] = []
    for place in (named, playwrights_own, systems, from_npm, from_apt):
        try:
            found = place()
        except (OSError, subprocess.SubprocessError, NoBrowser) as reason:
            looked.append(f"{place.__name__}: {reason}")
            continue
        if starts(found):
            return found
        looked.append(f"{place.__name__}: {found} does not start")
    raise NoBrowser("; ".join(looked))


def starts(browser: Path) -> bool:
    """Tell whether the program answers with its version."""
    if os.name == "nt":  # There, chrome.exe opens a window when asked for its version.
        return browser.is_file()
    try:
        answer = subprocess.run(
            [browser, "--version"], capture_output=True, timeout=60, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return answer.returncode == 0


def named() -> Path:
    """Return the browser that `$CAMPAIGN_BROWSER` names."""
    path = os.environ.get("CAMPAIGN_BROWSER")
    if not path:
        raise NoBrowser("$CAMPAIGN_BROWSER is not set")
    return Path(path)


def playwrights_own() -> Path:
    """Return the browser that `playwright install chromium` brings."""
    asking = (
        "from playwright.sync_api import sync_playwright as s\n"
        "with s() as p: print(p.chromium.executable_path)"
    )
    answer = run([sys.executable, "-c", asking]).strip()
    if not Path(answer).is_file():
        raise NoBrowser(f"{answer} is not there")
    return Path(answer)


def systems() -> Path:
    """Return the browser that the system has."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    for path in MACHINE_WIDE:
        if Path(path).is_file():
            return Path(path)
    raise NoBrowser(f"none of {', '.join(NAMES)} is on the PATH or at its usual place")


def from_npm() -> Path:
    """Return the browser of the pinned npm package, fetched once through the npm client."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise NoBrowser("the package is for Linux on x86-64 only")
    if not shutil.which("npm") or not shutil.which("node"):
        raise NoBrowser("npm and node are not on the PATH")
    home = ROOT / ".venv" / "browser" / VERSION
    start = home / "start"
    if not start.exists():
        home.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home.parent) as folder:
            unpack(fetch(Path(folder)), Path(folder) / "whole")
            shutil.rmtree(home, ignore_errors=True)
            (Path(folder) / "whole").rename(home)
    return start


def fetch(folder: Path) -> Path:
    """Fetch the npm package into the folder; refuse it unless its checksum is the pinned one."""
    run(
        ["npm", "pack", f"{PACKAGE}@{VERSION}", "--silent", "--pack-destination", str(folder)],
        folder,
    )
    package = next(folder.glob("*.tgz"))
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != CHECKSUM:
        raise NoBrowser(f"the checksum of {PACKAGE} {VERSION} is not the pinned one")
    return package


def unpack(package: Path, home: Path) -> None:
    """Unpack the package's compressed parts into `home`, with a `start` script beside them."""
    home.mkdir()
    extract(package, home)
    for compressed in (home / "package" / "bin").glob("*.br"):
        inflated = home / compressed.stem
        run(["node", "-e", INFLATE, str(compressed), str(inflated)])
        if inflated.suffix == ".tar":
            extract(inflated, home if inflated.stem == "swiftshader" else home / inflated.stem)
            inflated.unlink()
    shutil.rmtree(home / "package")
    (home / "chromium").chmod(0o755)
    (home / "start").write_text("\n".join(start_script(home)) + "\n", encoding="utf-8")
    (home / "start").chmod(0o755)


def extract(file: Path, into: Path) -> None:
    """Extract an archive; Pythons before 3.11.4 have no filter, and the checksum stands for it."""
    with tarfile.open(file) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(into)  # noqa: S202  # See above.


def start_script(home: Path) -> Iterator[str]:
    """Yield the lines of the start script: the package's libraries and fonts only if needed."""
    yield "#!/bin/sh"
    yield 'home=$(dirname "$(readlink -f "$0")")'
    if "not found" in run(["ldd", str(home / "chromium")]):
        yield 'export LD_LIBRARY_PATH="$home/al2023/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"'
    if not Path("/etc/fonts/fonts.conf").exists():
        yield 'export FONTCONFIG_PATH="$home/fonts"'
    yield 'exec "$home/chromium" "$@"'


def from_apt() -> Path:
    """Return the browser of Debian's packages, installed here and now."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("apt-get"):
        raise NoBrowser("apt-get needs Debian or Ubuntu, and root")
    run(["apt-get", "update", "-q"])
    run(["apt-get", "install", "-q", "-y", "--no-install-recommends", "chromium"])
    return systems()


def run(command: list[str], folder: Path = ROOT) -> str:
    """Run a command and return what it printed; raise NoBrowser with its last words."""
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=folder, timeout=600, check=False
    )
    if done.returncode != 0:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise NoBrowser(f"{command[0]} failed: {' '.join(last)}")
    return done.stdout


if __name__ == "__main__":
    try:
        print(find())
    except NoBrowser as reason:
        sys.exit(f"No Chromium was found. Looked at: {reason}")
