"""The outbox: mails are rows, written with the act they tell about and sent afterwards by a worker."""

from jcmevents.mail import delivery

__all__ = ["delivery"]  # loaded with whatever queues mails, so that the worker knows how to send them
