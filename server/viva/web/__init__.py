"""HTTP and WebSocket: frames to events and back.

guard: who may talk to the server; page: the built page; routes: the addresses under `/api/`; past: those to what was;
voice: those of speech; requests: what routes share; socket: a browser's seat in a room.
"""
