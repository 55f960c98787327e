"""What anybody may read: how many complaints there are, and whether a letter is ours."""
