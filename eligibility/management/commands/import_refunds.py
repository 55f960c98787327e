"""`manage.py import_refunds FILE.csv`: takes in a file of refunds."""

from eligibility.management.importing import ImportCommand


class Command(ImportCommand):
    """Take in refunds."""

    help = "Take in a CSV file of refunds; refused lines go to FILE.rejects.csv."
    kind = "refunds"
