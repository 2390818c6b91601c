"""Drafts as a browser sees them."""

from __future__ import annotations

from collections.abc import Mapping

from viva.frames import DraftView, TypedView, ms
from viva.store import Draft


def views(drafts: Mapping[int, Draft]) -> dict[int, DraftView]:
    """By turn its draft, with when it was typed."""
    return {turn: DraftView(rev=draft.rev, text=draft.text, typed=_typed(draft)) for turn, draft in drafts.items()}


def _typed(draft: Draft) -> TypedView | None:
    if draft.since is None:
        return None
    return TypedView(first=ms(draft.since) or 0, last=ms(draft.at) or 0, drafts=draft.saves)
