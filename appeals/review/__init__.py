"""The review desk: where staff find, read and decide cases, inside Django admin."""
