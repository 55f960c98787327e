"""`manage.py import_training FILE.csv`: takes in a file of training."""

from eligibility.management.importing import ImportCommand


class Command(ImportCommand):
    """Take in training."""

    help = "Take in a CSV file of training; refused lines go to FILE.rejects.csv."
    kind = "training"
