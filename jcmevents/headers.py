"""The headers every answer carries."""

import unicodedata
from urllib.parse import quote

from flask import Flask, Response, g, request
from flask_login import current_user

POLICY = "; ".join(
    f"{directive} {sources}"
    for directive, sources in {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
    }.items()
)
ONE_YEAR = 31_536_000  # seconds


def file_response(content: bytes | str, media_type: str, name: str, *, inline: bool = False) -> Response:
    """`content` as a file called `name`: to be saved, or shown where the browser can (`inline`)."""
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "inline" if inline else "attachment", **_named(name))
    return response


def _named(name: str) -> dict[str, str]:
    """The parameters that give a file its name; letters beyond ASCII go by RFC 5987, with a plain name beside it."""
    if name.isascii():
        return {"filename": name}
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return {"filename": plain, "filename*": f"UTF-8''{quote(name, safe='')}"}


def protect(app: Flask) -> None:
    """Add the security and caching headers to every answer of `app`, errors included."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "geolocation=(), microphone=(), payment=()"
        if app.config["PRODUCTION"]:
            response.headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
        if request.endpoint == "static" and "v" in request.args:
            response.cache_control.public, response.cache_control.max_age = True, ONE_YEAR
            response.cache_control.no_cache = None
        elif request.endpoint != "static" and (current_user.is_authenticated or g.get("is_private_page")):
            response.headers["Cache-Control"] = "no-store"
        return response
