"""Measures a judge on answers that people have graded.

`cases`    which answers, and what they deserve: the bank's samples, or a file
`asked`    a question that comes from elsewhere, without a rubric perhaps
`run`      a judge over cases, a few at once, resumable
`values`   what is measured, and what comes of it
`metrics`  how far its verdicts and scores are from the people's: pure
`report`   the figures as a table, JSON, Markdown and pictures
"""

from viva.evaluation.cases import Case, chosen, drawn, from_bank, from_file, only, split
from viva.evaluation.metrics import measure, require
from viva.evaluation.report import Report, as_json, markdown, table, write
from viva.evaluation.run import Journal, Outcome, open_keys, rows, run
from viva.evaluation.values import Figure, Measured, Row

__all__ = [
    "Case",
    "Figure",
    "Journal",
    "Measured",
    "Outcome",
    "Report",
    "Row",
    "as_json",
    "chosen",
    "drawn",
    "from_bank",
    "from_file",
    "markdown",
    "measure",
    "only",
    "open_keys",
    "require",
    "rows",
    "run",
    "split",
    "table",
    "write",
]
