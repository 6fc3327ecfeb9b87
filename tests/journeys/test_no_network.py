"""The programs of `campaign up` reach nothing beyond this machine.

Every journey ends by asking whether one tried; here stands that the question would be answered.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.running_site import kept_here

CALLS = {
    "connect": "socket.socket().connect(('192.0.2.1', 25))",
    "ask for a name": "socket.getaddrinfo('example.org', 25)",
    "send a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('192.0.2.1', 53))",
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_a_call_that_would_leave_is_refused_and_recorded(call: str, tmp_path: Path) -> None:
    program = [sys.executable, "-c", f"import socket; {call}"]
    environment = kept_here(tmp_path, os.environ)

    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)

    assert "PermissionError" in done.stderr
    assert len((tmp_path / "strangers").read_text(encoding="utf-8").splitlines()) == 1
