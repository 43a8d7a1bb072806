"""Spanish: its words, its date rules, and the examples that test them."""
