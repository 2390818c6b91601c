"""Both roles without any model: the no-key default.

`judging`      role Judge: how much of each point the candidate's words cover
`covers`       where the words of a point stand, and a "not" beside them
`likeness`     what an answer has in common with a reference that has no cues
`doubts`       why what was found may mean nothing
`language`     what makes a judge of words err: lists of keywords, other languages
`interviewer`  role Interviewer: its texts, word by word
"""

from viva.basic.interviewer import BasicInterviewer, aside, follow_up, greeting, pieces, thanks, words
from viva.basic.judging import LABEL, NAME, VERSION, BasicJudge, coverage, found, judge, learn
from viva.basic.language import is_english, is_keyword_list

__all__ = [
    "LABEL",
    "NAME",
    "VERSION",
    "BasicInterviewer",
    "BasicJudge",
    "aside",
    "coverage",
    "follow_up",
    "found",
    "greeting",
    "is_english",
    "is_keyword_list",
    "judge",
    "learn",
    "pieces",
    "thanks",
    "words",
]
