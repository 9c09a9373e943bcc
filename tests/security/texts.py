"""Text that somebody may send: what must be kept exactly as it is, and what must be refused."""

KEPT: dict[str, str] = {
    "F01-rtl-override": "\u202eabc\u202c",
    "F01-combining-marks": "Z" + "\u0332" * 4000,
    "F01-family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "F01-flags-and-keycaps": "\U0001f1e6\U0001f1f9 1\ufe0f\u20e3",
    "F01-inner-bom": "a\ufeffb",
    "F01-zero-width-inside": "a\u200bb\u2060c",
    "F01-noncharacters": "a\ufffeb\U0010ffff",
    "F01-private-use": "\ue000\U000f0000",
    "F01-leading-and-trailing": "  a  ",
    "F14-script": "<script>alert(1)</script>",
    "F14-attribute": '" onmouseover="alert(1)" x=\'',
    "F14-svg": "<svg/onload=alert(1)>",
    "F14-end-of-script": "</script><script>alert(1)</script>",
    "F14-comment": "<!--<img src=x onerror=alert(1)>-->",
    "F14-template-literal": "`${alert(1)}`",
    "F14-markdown": "[x](javascript:alert(1)) ![x](x onerror=alert(1))",
    "F14-entity": "&lt;script&gt;&#x3c;script&#x3e;",
    "F14-utf-7": "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "F15-short-code": ':smile: " :x="onclick',
    "F16-or": "' OR 1=1--",
    "F16-drop": "'; DROP TABLE posts_post; --",
    "F16-wildcards": "%_\\%\\_",
    "F16-dollars": "$$; SELECT pg_sleep(9); $$",
    "F16-json-path": "$.** ? (@ == 1)",
    "F16-tsquery": "a & | ! <-> b:*",
    "F16-copy": "\\copy (select 1) to program 'id'",
    "F17-curly": "{{7*7}} {% include '/etc/passwd' %}",
    "F17-dollar": "${7*7} #{7*7} <%= 7*7 %>",
    "F17-percent": "%s%n%x%d %(password)s",
    "F17-format": "{0.__class__.__mro__} {settings.SECRET_KEY} {}",
    "F17-jndi": "${jndi:ldap://127.0.0.1:9/x}",
    "F18-command": ";id $(id) `id` | id && id",
    "F18-formula": "=cmd|' /C calc'!A0",
    "F18-at": '@SUM(1+1)*cmd|"/C calc"!A0',
    "F18-ldap": "*)(uid=*))(|(uid=*",
    "F18-header": "x\\r\\nSet-Cookie: a=b",
    "F12-parentheses": "(" * 450,
    "F12-tags": "<" * 450,
}
"""Each fits into a profile's text of 500 code points, but for the one with the marks."""
NORMALISED: dict[str, tuple[str, str]] = {
    "F01-composed": ("e\u0301", "\u00e9"),
    "F01-hangul": ("\u1112\u1161\u11ab", "\ud55c"),
    "F01-excluded": ("\u0958", "\u0915\u093c"),
}
"""Text as sent, and in Unicode's form NFC as kept."""
BLANK: dict[str, str] = {
    "F01-empty": "",
    "F01-spaces": "   ",
    "F01-ideographic": "\u3000\u00a0\u2003",
    "F01-zero-width": "\u200b\u200c\u200d\u2060\ufeff",
    "F01-fillers": "\u3164\u115f\u1160\uffa0\u2800",
    "F01-lines": "\n\r\n\t",
    "F01-marks-on-nothing": "\u0301\u0302",
}
REFUSED: dict[str, str] = {
    "F01-escape": "a\x1b[31mb",
    "F01-bell": "a\x07b",
    "F01-delete": "a\x7fb",
    "F01-c1": "a\x85\x9fb",
    "F01-backspace": "abc\x08\x08",
}
REFUSED_ESCAPES: dict[str, str] = {
    "F01-nul": "a\\u0000b",
    "F01-high-surrogate": "\\ud800",
    "F01-low-surrogate": "\\udc00x",
    "F01-pair-reversed": "\\udc00\\ud800",
    "F01-surrogate-inside": "a\\ud83db",
}
LIMITS: list[tuple[str, str, int]] = [
    ("posts/", "title", 255),
    ("posts/", "text", 5000),
    ("posts/", "content_warning", 200),
    ("posts/{post}/comments/", "text", 2000),
    ("drafts/", "title", 255),
    ("drafts/", "text", 5000),
    ("drafts/", "content_warning", 200),
    ("users/me/", "display_name", 50),
    ("users/me/", "bio", 500),
    ("users/me/", "location", 100),
    ("users/me/", "pronouns", 50),
]
"""Every text that can be written, and how many code points it may have."""
NO_TEXT = [None, True, False, 0, -1, 1.5, 2**31, 2**63, [], ["a"], {}, {"$ne": None}]
EXPENSIVE: dict[str, str] = {
    "F12-letters": "a" * 100_000,
    "F12-open": "((((" * 25_000,
    "F12-hashes": "#" * 50_000,
    "F12-ats": "@" * 50_000,
    "F12-tags": " ".join(["#a"] * 1_660),
    "F12-mentions": " ".join(["@abc"] * 1_000),
    "F28-different-tags": " ".join(f"#t{number}" for number in range(700)),
    "F28-different-mentions": " ".join(f"@m{number:03}" for number in range(700)),
    "F12-angles": "<" * 100_000,
    "F12-marks": "e" + "\u0301" * 50_000,
    "F12-marks-out-of-order": "e" + "\u0301\u0316" * 2_499,
    "F12-spaces": " " * 100_000 + "x",
    "F12-zero-width": "\u200b" * 50_000,
    "F12-dots": "http://" + "a." * 40_000,
    "F12-hangul": "\u1112\u1161\u11ab" * 15_000,
    "F12-dashes": "-" * 100_000 + "!",
}
LINKS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "data:text/html,x",
    "vbscript:x", "file:///etc/passwd", "gopher://127.0.0.1/", "//evil.example", "https://good.example@evil.example",
    "https://user:secret@evil.example/", "http://evil.example:22/", "http://evil.example:99999/", "http://",
    "https://evil.example/\r\nX: y", "https://evil.example/\x00", "https://" + "x" * 2000, "evil.example", "mailto:a@b",
]  # fmt: skip
"""What may not stand where a web address is expected."""
