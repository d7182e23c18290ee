import pytest

LANGUAGES = [("en", "English"), ("ja", "日本語"), ("fr", "Français")]


@pytest.fixture(autouse=True)
def _three_languages(app, monkeypatch):
    monkeypatch.setitem(app.extensions, "languages", LANGUAGES)


def language_of(browser, path="/meetings/", accept=None):
    page = browser.get(path, headers={"Accept-Language": accept} if accept else None)
    assert page.headers["Content-Language"] == page["lang"]
    return page["lang"]


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("ja", "ja"),
        ("ja-JP,ja;q=0.9,en;q=0.8", "ja"),
        ("fr-CA;q=0.9, en;q=0.5", "fr"),
        ("de-DE,en;q=0.3,ja;q=0.6", "ja"),
        ("zh-CN", "en"),
        ("*", "en"),
        (";;;q=x,,", "en"),
        ("ja;q=nonsense", "ja"),
        (None, "en"),
    ],
)
def test_the_browsers_wish_is_followed(browser, accept, lang):
    found = language_of(browser, accept=accept)
    assert found == lang if accept != "ja;q=nonsense" else found in ("ja", "en")


def test_a_chosen_language_is_kept(browser):
    assert language_of(browser, "/meetings/?lang=ja", accept="fr") == "ja"
    assert language_of(browser, accept="fr") == "ja"
    assert language_of(browser, "/meetings/?lang=en", accept="fr") == "en"
    assert language_of(browser, accept="fr") == "en"


@pytest.mark.parametrize("wanted", ["de", "", "JA", "ja_JP", "../../etc/passwd", "<script>"])
def test_a_language_we_do_not_have_changes_nothing(browser, wanted):
    page = browser.get("/meetings/", query_string={"lang": wanted}, headers={"Accept-Language": "fr"})
    assert page["lang"] == "fr"
    assert "Set-Cookie" not in page.headers


def test_a_cookie_we_did_not_set_changes_nothing(browser):
    browser.client.set_cookie("lang", "xx")
    assert language_of(browser, accept="ja") == "ja"


def test_caches_are_told_what_the_language_depends_on(browser):
    assert {"Accept-Language", "Cookie"} <= set(browser.get("/meetings/").headers["Vary"].split(", "))


def test_every_page_offers_its_own_address_in_the_other_languages(browser):
    page = browser.get("/countries/?on=2025-02-17&lang=ja")
    links = {link["hreflang"]: link["href"] for link in page.select(".languages a")}
    assert links["fr"] == "?on=2025-02-17&lang=fr"
    assert page.one(".languages a[aria-current]").text == "日本語"
