"""HTTP and WebSocket: frames to events and back.

guard: who may talk to the server; page: the built page; routes: the addresses under `/api/`; socket: a
browser's seat in a room.
"""
