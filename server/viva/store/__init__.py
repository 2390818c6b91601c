"""The only place that speaks SQL.

tables: the layout; database: runs store functions, writes in one thread and many to a commit; interviews, records,
spending: the store functions, each a plain function of a connection; rows: between values and rows.
"""

from viva.store.database import Database
from viva.store.interviews import Draft, Kept, Line, alive, create, draft, history, live, load, page, save, under_way
from viva.store.records import Record, parse, record, restore
from viva.store.spending import spend, spent

__all__ = [
    "Database",
    "Draft",
    "Kept",
    "Line",
    "Record",
    "alive",
    "create",
    "draft",
    "history",
    "live",
    "load",
    "page",
    "parse",
    "record",
    "restore",
    "save",
    "spend",
    "spent",
    "under_way",
]
