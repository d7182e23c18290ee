"""Pages become PDFs, bad pages become sentences, and the next page is not harmed by the last."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

import pikepdf
import pytest

from jcmevents.errors import DocumentFailed
from jcmevents.pdf import pool, render_pdf

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
    "RU5ErkJggg=="
)


@pytest.fixture
def listener():
    """A server that writes down what is asked of it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    asked = []
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
        thread.join()


def test_page_becomes_a_pdf_in_its_language():
    with pikepdf.open(BytesIO(render_pdf("<title>報告</title><p>本文", lang="ja"))) as pdf:
        assert (str(pdf.Root.Lang), str(pdf.docinfo.Title), len(pdf.pages)) == ("ja", "報告", 1)


def test_language_of_the_page_goes_before_the_argument():
    with pikepdf.open(BytesIO(render_pdf("<html lang=fr><p>texte", lang="ja"))) as pdf:
        assert str(pdf.Root.Lang) == "fr"


def test_same_page_gives_the_same_bytes():
    assert render_pdf("<p>同じ", lang="ja") == render_pdf("<p>同じ", lang="ja")


def test_nothing_is_fetched_from_network_or_disk(listener, tmp_path):
    url, asked = listener
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the server")
    page = f"""<html><head><base href="{url}/">
      <link rel=stylesheet href="{url}/a.css"><link rel=stylesheet href=rel.css>
      <link rel=attachment href="file://{secret}"><link rel=attachment href="{url}/b">
      <link rel=stylesheet href="asset:../../app.py"><link rel=stylesheet href="asset:document.css">
      <style>@import "{url}/c.css"; @font-face {{ font-family: x; src: url({url}/d.woff) }} p {{ font-family: x }}
      body {{ background: url({url}/e.png); content: url(file://{secret}) }}</style></head><body>
      <p>text</p><img src="{url}/f.png"><img src="file://{secret}"><object data="{url}/g"></object>
      <embed src="{url}/h"><iframe src="{url}/i"></iframe><a rel=attachment href="file://{secret}">take</a>
      <svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{url}/j.png"/></svg>
      <img src="data:text/html,x"><img src="//127.0.0.1/k.png"></body></html>"""
    with pikepdf.open(BytesIO(render_pdf(page, lang="en"))) as pdf:
        assert asked == []
        assert len(pdf.attachments) == 0
        assert not any(
            b"secret of the server" in obj.read_bytes() for obj in pdf.objects if isinstance(obj, pikepdf.Stream)
        )


def test_pictures_in_the_page_are_printed():
    with pikepdf.open(BytesIO(render_pdf(f'<img alt="dot" src="{PIXEL}">', lang="en"))) as pdf:
        assert len(pdf.pages[0].get_images()) == 1


def test_our_own_styles_are_read():
    page = '<link rel=stylesheet href="asset:page.css"><body class=landscape><p>wide'
    with pikepdf.open(BytesIO(render_pdf(page, lang="en"))) as pdf:
        assert [round(x) for x in pdf.pages[0].MediaBox] == [0, 0, 842, 595]


def test_endless_page_is_stopped_and_the_next_one_made():
    with pytest.raises(DocumentFailed, match="within 1 seconds"):
        render_pdf("<table><tr><td colspan=100000>x</table>", lang="en", timeout=1)
    assert render_pdf("<p>next", lang="en").startswith(b"%PDF")


def test_deep_page_is_refused_with_a_sentence():
    with pytest.raises(DocumentFailed, match="nested too deeply"):
        render_pdf("<div>" * 2_000, lang="en")


def test_large_page_is_stopped_at_its_memory_and_the_next_one_made():
    with pytest.raises(DocumentFailed, match="100 MB of memory"):
        render_pdf("<p>これは長い段落です。" * 20_000, lang="ja", memory_mb=100)
    assert render_pdf("<p>next", lang="en").startswith(b"%PDF")


def test_renderer_that_died_in_between_is_replaced():
    render_pdf("<p>one", lang="en")
    for renderer in list(pool._pool.free.queue):
        renderer.process.kill()
        renderer.process.wait()
    assert render_pdf("<p>two", lang="en").startswith(b"%PDF")


def test_renderer_does_not_see_the_settings_of_the_application(monkeypatch):
    monkeypatch.setenv("JCMEVENTS_SECRET_KEY", "a secret")
    renderer = pool.Renderer()
    with open(f"/proc/{renderer.process.pid}/environ", "rb") as environment:
        assert b"JCMEVENTS" not in environment.read()
    renderer.kill()


def test_threads_share_at_most_the_allowed_number_of_renderers():
    with ThreadPoolExecutor(6) as threads:
        pages = list(threads.map(lambda n: render_pdf(f"<title>{n}</title>", lang="en"), range(6)))
    titles = []
    for page in pages:
        with pikepdf.open(BytesIO(page)) as pdf:
            titles.append(str(pdf.docinfo.Title))
    assert titles == ["0", "1", "2", "3", "4", "5"]
    assert pool._pool.free.qsize() <= pool.PROCESSES


def test_forked_worker_starts_renderers_of_its_own():
    page = render_pdf("<p>forked", lang="en")
    [before, *_] = [renderer.process.pid for renderer in pool._pool.free.queue]
    if (child := os.fork()) == 0:
        same = render_pdf("<p>forked", lang="en") == page
        others = before not in [renderer.process.pid for renderer in pool._pool.free.queue]
        pool._pool.close()
        os._exit(0 if same and others else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert render_pdf("<p>forked", lang="en") == page
