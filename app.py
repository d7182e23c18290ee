"""The WSGI application: `flask --app app ...`, `gunicorn app:app`."""

from jcmevents.config import ConfigurationError
from jcmevents.factory import create_app

try:
    app = create_app()
except ConfigurationError as error:
    raise SystemExit(f"JCM Events cannot start. {error}") from None
