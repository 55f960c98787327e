"""What a machine reads in photos of cards, in a worker of its own; a hint, never a verdict."""
