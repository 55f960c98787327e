"""What is counted of a day beside the slices: rules, officers, photos and opinions.

Whoever counts a day calls it in the same transaction, so that all of its figures are of one moment.
"""

from datetime import date

from appeals.figures import feedback_days, officer_days, photo_days, rule_days


def count(day: date, *, on: date) -> None:
    """Count the day anew as of `on`, again with the same result; wants a transaction."""
    for part in (rule_days, officer_days, feedback_days):
        part.count(day)
    photo_days.count(day, on=on)
