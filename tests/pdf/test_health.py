from jcmevents.pdf import health


def test_nothing_is_missing_where_the_tests_run():
    assert health.missing_parts() == []


def test_missing_library_and_font_are_named_with_their_packages(monkeypatch):
    monkeypatch.setattr(health, "LIBRARIES", {"libnowhere.so.9": "libnowhere9"})
    monkeypatch.setattr(health, "FONTS", {"BIZ UDNowhere": "fonts-nowhere"})
    assert health.missing_parts() == [
        "The library libnowhere.so.9 is missing; install libnowhere9.",
        "The font BIZ UDNowhere is missing; install fonts-nowhere.",
    ]


def test_missing_fontconfig_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert health.missing_parts() == ["The program fc-list is missing; install fontconfig."]
