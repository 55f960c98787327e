"""`manage.py import_accounts FILE.csv`: takes in a file of accounts."""

from eligibility.management.importing import ImportCommand


class Command(ImportCommand):
    """Take in accounts."""

    help = "Take in a CSV file of accounts; refused lines go to FILE.rejects.csv."
    kind = "accounts"
