"""One interview, live.

room: the loop; player: does the effects; commands: which event a command is; drafts: as a browser sees them; roles:
whom a room deals with.
"""

from viva.room.drafts import views
from viva.room.roles import Cast, Clock, InterviewerRole, JudgeRole, Pick, Seat, as_planned
from viva.room.room import Room

__all__ = ["Cast", "Clock", "InterviewerRole", "JudgeRole", "Pick", "Room", "Seat", "as_planned", "views"]
