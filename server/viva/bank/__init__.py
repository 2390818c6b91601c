"""Reads questions/, lists all faults at once with file and line.

`findings`  what is wrong, and the line on which it stands
`pages`     a file in its two parts, the Markdown in its sections
`front`     the keys, checked one by one
`rules`     what must be true of a question as a whole
`style`     what makes it fit to be read: lengths, sentences, formulas, links
`reading`   all of that for one text; up to here nothing touches the disk
`folder`    the files of a bank
`schema`    what the keys may be, for editors
`starter`   a question to begin with
`stats`     how many there are of what
"""

from viva.bank.findings import Finding
from viva.bank.folder import Bank, Checked, Trial, check, load
from viva.bank.reading import parse, review
from viva.bank.schema import schema
from viva.bank.starter import new, template
from viva.bank.stats import stats

__all__ = [
    "Bank",
    "Checked",
    "Finding",
    "Trial",
    "check",
    "load",
    "new",
    "parse",
    "review",
    "schema",
    "stats",
    "template",
]
