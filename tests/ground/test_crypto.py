from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from jcmevents import crypto
from jcmevents.clock import frozen_at

SIGNED = datetime(2025, 2, 17, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("session")


def rotate(app: Flask, monkeypatch: pytest.MonkeyPatch, *, keep_old: bool) -> None:
    old = app.config["SECRET_KEY"]
    monkeypatch.setitem(app.config, "SECRET_KEY", "the next key, as long as it has to be")
    monkeypatch.setitem(app.config, "SECRET_KEY_FALLBACKS", [old] if keep_old else [])


@pytest.mark.parametrize("plain", ["TZ1234567", "旅券 ✈", ""])
def test_text_is_read_back_and_not_visible_in_what_is_stored(plain: str) -> None:
    sealed = crypto.encrypt(plain, row="travel_document:7")
    assert crypto.decrypt_text(sealed, row="travel_document:7") == plain
    assert not plain or plain.encode() not in sealed


def test_bytes_are_read_back() -> None:
    assert crypto.decrypt(crypto.encrypt(b"\x00\xff", row="a:1"), row="a:1") == b"\x00\xff"


def test_same_text_is_never_stored_twice_alike() -> None:
    assert crypto.encrypt("TZ1234567", row="a:1") != crypto.encrypt("TZ1234567", row="a:1")


def test_moved_to_another_row_is_refused() -> None:
    sealed = crypto.encrypt("TZ1234567", row="travel_document:7")
    with pytest.raises(crypto.DecryptionFailed, match="another row"):
        crypto.decrypt(sealed, row="travel_document:8")


def test_change_of_any_byte_is_refused() -> None:
    sealed = crypto.encrypt("TZ", row="a:1")
    for position in range(len(sealed)):
        altered = bytearray(sealed)
        altered[position] ^= 1
        with pytest.raises(crypto.DecryptionFailed):
            crypto.decrypt(bytes(altered), row="a:1")


@pytest.mark.parametrize("length", [0, 1, 5, 10, 17, 32])
def test_what_is_cut_short_is_refused(length: int) -> None:
    with pytest.raises(crypto.DecryptionFailed):
        crypto.decrypt(crypto.encrypt("TZ1234567", row="a:1")[:length], row="a:1")


def test_old_key_still_reads_after_a_change_of_keys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = crypto.encrypt("TZ1234567", row="a:1")
    rotate(app, monkeypatch, keep_old=True)
    assert crypto.decrypt_text(sealed, row="a:1") == "TZ1234567"
    assert crypto.encrypt("x", row="a:1")[:5] != sealed[:5]  # the new key writes


def test_without_the_old_key_the_data_are_lost(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = crypto.encrypt("TZ1234567", row="a:1")
    rotate(app, monkeypatch, keep_old=False)
    with pytest.raises(crypto.DecryptionFailed, match="no key"):
        crypto.decrypt(sealed, row="a:1")


def test_tokens_differ_and_carry_at_least_128_bits() -> None:
    tokens = {crypto.new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert min(map(len, tokens)) * 6 >= 128


def test_digest_tells_tokens_apart_and_hides_them() -> None:
    assert crypto.token_digest("a") == crypto.token_digest("a") != crypto.token_digest("b")
    assert len(crypto.token_digest(crypto.new_token())) == 64


def signed(value: object, purpose: str = "badge") -> str:
    with frozen_at(SIGNED):
        return crypto.sign(value, purpose)


def test_signed_value_is_read_back_within_its_time() -> None:
    token = signed({"id": 7, "name": "山田"})
    assert crypto.unsign(token, "badge", HOUR, SIGNED + HOUR) == {"id": 7, "name": "山田"}


def test_signed_value_is_refused_after_its_time() -> None:
    with pytest.raises(crypto.SignatureExpired):
        crypto.unsign(signed(7), "badge", HOUR, SIGNED + HOUR + timedelta(seconds=1))


def test_signed_value_is_refused_for_another_purpose() -> None:
    with pytest.raises(crypto.BadSignature):
        crypto.unsign(signed(7, "badge"), "password", HOUR, SIGNED)


def test_altered_signed_value_is_refused() -> None:
    token = signed(7)
    with pytest.raises(crypto.BadSignature):
        crypto.unsign(("A" if token[0] != "A" else "B") + token[1:], "badge", HOUR, SIGNED)


def test_signature_of_the_old_key_holds_after_a_change_of_keys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    token = signed(7)
    rotate(app, monkeypatch, keep_old=True)
    assert crypto.unsign(token, "badge", HOUR, SIGNED) == 7
    rotate(app, monkeypatch, keep_old=False)
    with pytest.raises(crypto.BadSignature):
        crypto.unsign(token, "badge", HOUR, SIGNED)
