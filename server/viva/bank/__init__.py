"""Reads questions/, lists all faults at once with file and line.

`findings`  what is wrong, and the line on which it stands
`pages`     a file in its two parts, the Markdown in its sections
`front`     the keys, checked one by one
`rules`     what must be true of a question as a whole
`reading`   all of that for one text; up to here nothing touches the disk
`folder`    the files of a bank
`starter`   a question to begin with
"""

from viva.bank.folder import Bank, check, load
from viva.bank.reading import parse
from viva.bank.starter import new, template

__all__ = ["Bank", "check", "load", "new", "parse", "template"]
