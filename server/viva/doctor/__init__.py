"""What a model is fit for, measured: nothing is called good that was not seen.

`observed`  what was seen of a model: values
`findings`  what a finding is, and what all of them say about the roles a model is fit for
`talking`   findings on whether it is there and talks
`judging`   findings on whether it can judge
`cases`     what a model is tried on, out of the bank; up to here nothing touches the world
`probing`   the calls
`examine`   one model: which check comes when, and when the rest makes no sense any more
`rounds`    the configured models, one after the other, within the budget
`checkup`   one round at a time, for the page to look at
"""

from viva.doctor.checkup import Checkup
from viva.doctor.examine import Patient, Tools, examine
from viva.doctor.findings import ROLES, Finding, Progress
from viva.doctor.rounds import Rounds

__all__ = ["ROLES", "Checkup", "Finding", "Patient", "Progress", "Rounds", "Tools", "examine"]
