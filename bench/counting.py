"""How many SQL queries a page takes."""

from typing import Any

from flask import Flask
from sqlalchemy import event

from jcmevents.extensions import db

NOT_QUERIES = ("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")


def queries_of(app: Flask, path: str, cookie: str) -> int:
    """Statements sent to the database while `app` answers, transaction control left out."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(NOT_QUERIES):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        client = app.test_client(use_cookies=False)
        client.get(path, headers={"Cookie": cookie, "Accept-Language": "ja"}, buffered=True)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(statements)
