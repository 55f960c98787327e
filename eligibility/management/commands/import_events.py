"""`manage.py import_events FILE.csv`: takes in a file of events."""

from eligibility.management.importing import ImportCommand


class Command(ImportCommand):
    """Take in events."""

    help = "Take in a CSV file of events; refused lines go to FILE.rejects.csv."
    kind = "events"
