"""How alike a hundred drafts are: written one after the other, each knowing those before it, as the product writes them."""

from __future__ import annotations

from tests.recognition.table import Row
from tests.service.drafting.hundred import diversity


def rows() -> list[Row]:
    """No two share more than half of their runs of four words, and no long sentence comes again within twenty."""
    found = diversity()
    alike = f"{found.most_alike_together:.2f}, {found.pairs_together} pairs above half"
    apart = f"{found.most_alike_apart:.2f}, {found.pairs_apart} pairs above half"
    return [
        Row("drafts", f"{found.drafts} drafts, the most alike of all pairs", alike, "0.50", not found.pairs_together),
        Row("drafts", "the same, each as if it were the only one", apart),
        Row("drafts", "sentences of eight words that come again", str(found.repeated), "0", not found.repeated),
    ]
