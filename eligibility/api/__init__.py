"""The door for other systems: facts in, an account's status out. Checks are those of files.

Owns keys at the door, the shapes of what is said, and that a call repeated counts once.
"""
