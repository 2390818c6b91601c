"""The only place that speaks SQL.

tables: the layout; upgrades: the way to it from each one before; database: runs store functions, writes in one thread
and many to a commit; interviews, past, records, spending, surveys: the store functions, each a plain function of a
connection; rows: between values and rows.
"""

from viva.store.database import Database
from viva.store.interviews import (
    Draft,
    Kept,
    alive,
    all_grades,
    asking,
    create,
    delete,
    draft,
    history,
    live,
    load,
    note,
    save,
    under_way,
)
from viva.store.past import Line, Order, Page, State, Wanted, came, page
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
    "Order",
    "Page",
    "Record",
    "Selection",
    "State",
    "Wanted",
    "alive",
    "all_grades",
    "asking",
    "came",
    "compared",
    "create",
    "delete",
    "draft",
    "history",
    "live",
    "load",
    "mean",
    "note",
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
