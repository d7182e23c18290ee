"""What every page is compared with: the least that Flask can answer."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def page() -> str:
    return "<!doctype html><title>A bare page</title><p>Nothing here needs a database."
