"""Bodies: what is read and what is refused. Ids are those of the security catalogue."""

import pytest

REFUSED = {
    "f05_depth_100000": b"[" * 100_000,
    "f05_depth_33": b'{"a":' + b"[" * 32 + b"]" * 32 + b"}",
    "f05_deep_objects": b'{"a":' * 20_000,
    "f05_duplicate_keys": b'{"a":1,"a":2}',
    "f05_duplicate_keys_inside": b'{"a":[{"b":1,"b":1}]}',
    "f05_trailing_data": b'{"a":1} {}',
    "f05_bom": b'\xef\xbb\xbf{"a":1}',
    "f05_array": b"[]",
    "f05_null": b"null",
    "f05_string": b'"a"',
    "f05_nothing_but_space": b"  ",
    "f05_many_keys_cut": b"{" + b",".join(b'"%d":1' % n for n in range(20_000)),
    "f04_overflow": b'{"a":1e400}',
    "f04_5000_digits": b'{"a":' + b"9" * 5000 + b"}",
    "f04_nan": b'{"a":NaN}',
    "f04_infinity": b'{"a":-Infinity}',
    "f01_raw_control_character": b'{"a":"\x01"}',
    "f01_encoded_surrogate": b'{"a":"\xed\xa0\x80"}',
    "f01_latin_1": '{"a":"é"}'.encode("latin-1"),
    "unfinished": b'{"a":',
}


@pytest.mark.parametrize("body", REFUSED.values(), ids=REFUSED.keys())
def test_an_ambiguous_or_broken_body_is_malformed(api, body):
    response = api().generic("POST", "/echo/", body, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (400, "malformed")


@pytest.mark.parametrize("text", ["\U0001f468‍\U0001f469", "\u202eabc", "\\u0000", "\ufeff", "a\nb"])
def test_f01_text_comes_back_as_it_was_sent(api, text):
    response = api().post("/echo/", {"a": [{text: text}]})

    assert response.json() == {"a": [{text: text}]}


def test_a_surrogate_pair_is_one_character(api):
    response = api().generic("POST", "/echo/", b'{"a":"\\ud83d\\ude00"}', content_type="application/json")

    assert response.json() == {"a": "\U0001f600"}


def test_32_levels_are_read(api):
    value = {"a": 1}
    for _ in range(31):
        value = {"a": value}

    assert api().post("/echo/", value).json() == value


@pytest.mark.parametrize("size", [256 * 1024 + 1, 2_600_000])
def test_f06_a_body_beyond_the_limit_is_too_large(api, size):
    body = b'{"a":"' + b"a" * (size - 8) + b'"}'

    response = api().generic("POST", "/echo/", body, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "application/xml"]
    + [f"application/json; charset={charset}" for charset in ("utf-7", "utf-16", "latin-1")],
)
def test_b20_another_media_type_is_not_supported(api, content_type):
    response = api().generic("POST", "/echo/", b'{"a":1}', content_type=content_type)

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
    assert response.json()["detail"] == "Send JSON in UTF-8 as application/json, not compressed."


def test_b20_a_compressed_body_is_not_supported(api):
    response = api().generic(
        "POST", "/echo/", b"\x1f\x8b", content_type="application/json", HTTP_CONTENT_ENCODING="gzip"
    )

    assert response.status_code == 415


def test_utf_8_may_be_named(api):
    response = api().generic("POST", "/echo/", b'{"a":1}', content_type='application/json; charset="UTF-8"')

    assert response.json() == {"a": 1}


def test_no_body_is_an_empty_object(api):
    assert api().generic("POST", "/echo/").json() == {}
