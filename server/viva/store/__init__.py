"""The only place that speaks SQL.

tables: the layout; upgrades: the way to it from each one before; database: runs store functions, writes in one thread
and many to a commit; interviews, records, spending, surveys: the store functions, each a plain function of a
connection; rows: between values and rows.
"""

from viva.store.database import Database
from viva.store.interviews import (
    Draft,
    Kept,
    Line,
    alive,
    all_grades,
    create,
    delete,
    draft,
    history,
    live,
    load,
    page,
    save,
    under_way,
)
from viva.store.records import Record, parse, record, restore
from viva.store.spending import spend, spent
from viva.store.surveys import Compared, Mean, Selection, compared, mean, over

__all__ = [
    "Compared",
    "Database",
    "Draft",
    "Kept",
    "Line",
    "Mean",
    "Record",
    "Selection",
    "alive",
    "all_grades",
    "compared",
    "create",
    "delete",
    "draft",
    "history",
    "live",
    "load",
    "mean",
    "over",
    "page",
    "parse",
    "record",
    "restore",
    "save",
    "spend",
    "spent",
    "under_way",
]
