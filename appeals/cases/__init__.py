"""The person's own view of their case: finding it, reading it, answering, withdrawing."""
