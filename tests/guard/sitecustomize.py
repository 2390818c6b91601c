"""Refuses every connection that would leave this machine; Python loads a module of this name when it starts."""

import sys

HERE = frozenset({"127.0.0.1", "::1", "localhost", "", "0.0.0.0", "::", None})  # noqa: S104  # the last three: a server's


def refuse(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: it sees what a patched `socket.socket` does not (look-ups, datagrams) and can't be undone."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        if not isinstance(address, tuple):  # a unix socket, or an address given earlier
            return
        host = address[0]
    else:
        return
    name = host.decode() if isinstance(host, bytes) else host
    if name not in HERE:
        raise PermissionError(f"A test tried to reach {name!r}; tests may reach this machine alone.")


sys.addaudithook(refuse)
