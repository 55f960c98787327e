"""What people may ask of their personal data, and the privacy officer's queue of it."""
