"""`manage.py import_reference FILE.csv`: takes in a file of reference."""

from eligibility.management.importing import ListImportCommand


class Command(ListImportCommand):
    """Take in reference."""

    help = "Take in a CSV file of reference; refused lines go to FILE.rejects.csv."
    kind = "reference"
