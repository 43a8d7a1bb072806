"""How articles tell of this kind: its phases and roles, and a file of rules for each language."""
