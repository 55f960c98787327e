"""Figures of the supervisors' board, counted by a job so that the page counts nothing."""

from django.db import models


class BoardFigure(models.Model):
    """One number: which figure, which part of it (a band, a day, an officer's key), as of when."""

    class Name(models.TextChoices):
        BACKLOG = "backlog"
        AGE = "age"
        FILED = "filed"
        DECIDED = "decided"
        ENDED = "ended"
        LOAD = "load"
        QUESTIONS = "questions"
        SOURCES = "sources"
        QUALITY = "quality"

    name = models.CharField(max_length=20, choices=Name)
    part = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    as_of = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "part"], name="one_figure_per_part")]

    def __str__(self) -> str:
        return f"{self.name} {self.part}"
