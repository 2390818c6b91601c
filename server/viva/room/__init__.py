"""One interview, live.

room: the loop; player: does the effects; commands: which event a command is; roles: whom a room deals with.
"""

from viva.room.roles import Cast, Clock, InterviewerRole, JudgeRole, Seat
from viva.room.room import Room

__all__ = ["Cast", "Clock", "InterviewerRole", "JudgeRole", "Room", "Seat"]
