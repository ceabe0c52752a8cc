"""Makes the weights of `index.ranker`; nothing of the product imports it."""
