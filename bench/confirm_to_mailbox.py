"""Measure how long a confirmed letter takes into the mailbox, in the embedded default.

    python -m bench.confirm_to_mailbox

The clock starts before the code is sent; the two letters are awaited one after the other.
"""

import tempfile
import time
from pathlib import Path
from statistics import quantiles

from bench.measure import in_turn, show, spoken
from tests.http_writer import Writer
from tests.running_site import RunningSite, running_site, surroundings

ROUNDS = 20
LETTERS = 2
GATE = "2 s"


def main() -> None:
    """Confirm letters in a site that has nothing else to do."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        state = Path(folder)
        with running_site(state, surroundings(state)) as site:
            numbers = iter(range(ROUNDS + 1))
            seconds_to_mailbox(site, next(numbers))
            found = in_turn(
                {"letters": lambda: seconds_to_mailbox(site, next(numbers))}, rounds=ROUNDS
            )["letters"]
    slow = quantiles(found, n=20)[-1]
    show(
        "From the code to the mailbox",
        ["job", "median", "spread", "p95", "at most"],
        [["both letters confirmed by code", *spoken(found, "s"), f"{slow:.2f} s", GATE]],
        notes=f"{ROUNDS} writers, one after the other, after one to warm up",
    )


def seconds_to_mailbox(site: RunningSite, number: int) -> float:
    """Write to two offices and confirm; return how long it took until both have their letter."""
    email = f"writer-{number}@example.org"
    writer = Writer(site, email)
    writer.come_to_code()
    code = writer.code()
    kept = site.state / "mailbox" / "new"
    before = {file.name for file in kept.iterdir()}
    began = time.perf_counter()
    writer.send(code=code)
    while True:
        fresh = {file.name for file in kept.iterdir()} - before
        if sum(is_letter(kept / name, email) for name in fresh) == LETTERS:
            return time.perf_counter() - began
        time.sleep(0.005)


def is_letter(file: Path, email: str) -> bool:
    """Tell whether a mail is a letter of this writer, not a notice to them."""
    content = file.read_bytes()
    return b"Reply-To:" in content and email.encode() in content


if __name__ == "__main__":
    main()
