"""What a document may load while it becomes a PDF: our own print assets and pictures that are in the document."""

import mimetypes
from pathlib import Path

from weasyprint.urls import URLFetcher, URLFetcherResponse

FOLDER = Path(__file__).parents[2] / "static" / "print"
PICTURES = ("data:image/png", "data:image/jpeg", "data:image/svg+xml")


class ClosedFetcher(URLFetcher):
    """Serves `asset:<name>` from static/print and pictures from data: addresses. No network, no other file."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=["data"], allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if url.startswith("asset:"):
            return _asset(url)
        if url.lower().startswith(PICTURES):
            return super().fetch(url, headers)
        raise ValueError(f"documents do not load {url[:80]}")


def _asset(url: str) -> URLFetcherResponse:
    """Only names found in the folder are served, so no path can lead out of it."""
    files = {file.name: file for file in FOLDER.iterdir() if file.is_file()}
    file = files[url.removeprefix("asset:").lstrip("/")]
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": media_type})
