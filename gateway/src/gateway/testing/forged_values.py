"""Values that no field of a good token has; names in braces are filled with those of the good one."""

WITHOUT_SIGNATURE = ["none", "None", "nOnE", "NONE", "", "RS256"]
ALGORITHMS = [
    "RS384", "RS512", "PS256", "ES256", "EdDSA", "HS256", "rs256", "RS256 ", None, ["RS256"], 256, True, {"a": 1},
]  # fmt: skip
KEY_IDS = [
    "unknown", "../../dev/null", "/etc/passwd", "' OR 1=1--", "..%2fdev%2fnull", "{kid}.pem", "../keys/{kid}",
    "{kid}\x00", "", ".", None, 1, ["{kid}"], {"kid": "{kid}"}, "k" * 65, "k" * 5000,
]  # fmt: skip
EXTENSIONS = [{"crit": ["x"]}, {"crit": []}, {"b64": False}, {"zip": "DEF"}, {"typ": "at+jwt"}, {"typ": None}]
OWN_KEYS = {
    "jku": "http://127.0.0.1:9/",
    "x5u": "http://127.0.0.1:9/",
    "x5c": ["MII"],
    "x5t": "x",
    "jwk": {"kty": "RSA"},
}
ISSUERS = [
    '"{iss}/"', '"{iss}.evil.example"', '"{short}"', '"{upper}"', '"https://evil.example"', '["{iss}"]', "null", '""',
    '{"a": "{iss}"}',
]  # fmt: skip
AUDIENCES = [
    "other", "kith ", "kith other", "kithx", "KITH", "kit", ["other"], ["kith"], ["kith", "other"], {"a": "kith"},
    None, "", True,
]  # fmt: skip
TIMES = [
    "-1", "0", "true", "false", "1e400", "-1e400", "9223372036854775808", "NaN", "Infinity", '"{later}"', "[{later}]",
    "{later}.5", '{"a": 1}', "null",
]  # fmt: skip
SUBJECTS = [
    "1", "null", "true", "[]", "{}", '"1"', '"me"', '"../"', '["{id}"]', '"{upper}"', '"{id} "', '""', '"\' OR 1=1--"',
    '{"a": "{id}"}', '"000000000000000000000000000000000000"',
]  # fmt: skip
KINDS = ["refresh", "reset", "email", "confirm", "Access", "", None, True, ["access"]]
