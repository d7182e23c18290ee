"""The outbox: mails are rows, written with the act they tell about and sent afterwards by a worker."""
