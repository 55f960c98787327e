"""`manage.py import_verdicts FILE.csv`: takes in a file of verdicts."""

from eligibility.management.importing import ListImportCommand


class Command(ListImportCommand):
    """Take in verdicts."""

    help = "Take in a CSV file of verdicts; refused lines go to FILE.rejects.csv."
    kind = "verdicts"
