"""The platform any programme would need; it never says "appeal" or "block"."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
