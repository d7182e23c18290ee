"""The outbox: mails are rows, written with the act they tell about and sent afterwards by a worker."""

from jcmevents.mail import delivery, expiry

__all__ = ["delivery", "expiry"]  # loaded with whatever queues mails, so that the worker knows them
