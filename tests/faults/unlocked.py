"""The application without what holds the seats: the control that shows what it is there for.

On PostgreSQL no row is locked; on SQLite transactions are the ordinary, deferred ones.
"""

from sqlalchemy import Connection, event

from jcmevents import extensions
from jcmevents.extensions import db
from jcmevents.factory import create_app
from jcmevents.registration.models import Registration

Registration.hold_seats = staticmethod(lambda _delegation: None)
app = create_app()


def begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


with app.app_context():
    if db.engine.dialect.name == "sqlite":
        event.remove(db.engine, "begin", extensions._begin)
        event.listen(db.engine, "begin", begin_deferred)
