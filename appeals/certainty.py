"""From which certainty on, in percent, what a machine read counts. Plain Python, for benchmarks, too."""

# From here on a number that a machine read is taken for the card's own.
SURE_PERCENT = 90
