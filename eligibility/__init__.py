"""May this account take part, and if not, why; it never says "appeal"."""
