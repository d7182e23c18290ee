"""The WSGI application: `flask --app app ...`, `gunicorn app:app`."""

from jcmevents.factory import create_app

app = create_app()
