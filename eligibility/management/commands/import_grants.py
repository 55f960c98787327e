"""`manage.py import_grants FILE.csv`: takes in a file of grants."""

from eligibility.management.importing import ImportCommand


class Command(ImportCommand):
    """Take in grants."""

    help = "Take in a CSV file of grants; refused lines go to FILE.rejects.csv."
    kind = "grants"
