"""Keep a Python program on this machine: every one that finds this folder on its path imports it.

A call that would leave is refused, and its name and host go into `$LOOPBACK_ONLY_RECORD`.
"""

import ipaddress
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

HOSTS: dict[str, Callable[..., object]] = {
    "socket.connect": lambda _, address: address,
    "socket.sendto": lambda _, address: address,
    "socket.getaddrinfo": lambda host, *_: (host,),
    "socket.gethostbyname": lambda host: (host,),
    "socket.gethostbyaddr": lambda host: (host,),
}
"""How each event of Python's audit names where it leads."""


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Refuse an event that leads away from this machine."""
    if event not in HOSTS:
        return
    address = HOSTS[event](*arguments)
    if isinstance(address, tuple) and not stays_here(address[0]):
        with Path(os.environ["LOOPBACK_ONLY_RECORD"]).open("a", encoding="utf-8") as record:
            record.write(f"{event} {address[0]}\n")
        raise PermissionError(f"{event}: {address[0]} is not this machine")


def stays_here(host: object) -> bool:
    """Tell whether a host is this machine; a listener's empty one is."""
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    if name in {"", "localhost", socket.gethostname()}:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


sys.addaudithook(watch)
