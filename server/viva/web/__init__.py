"""HTTP and WebSocket: frames to events and back.

guard: who may talk to the server; socket: a browser's seat in a room; routes: the addresses.
"""

from viva.web.routes import Desk, build

__all__ = ["Desk", "build"]
