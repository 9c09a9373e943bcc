"""What is known of a device: its name, from the User-Agent that its program sends, and its network."""

import ipaddress
import re

BROWSERS = {
    "Edge": r"Edg(?:e|A|iOS)?/",
    "Opera": r"OPR/|Opera",
    "Samsung Internet": r"SamsungBrowser/",
    "Firefox": r"Firefox/|FxiOS/",
    "Chrome": r"Chrome/|CriOS/",
    "Safari": r"Safari/",
}
"""Parts of the User-Agent by browser. The order counts: all of them but Firefox also name Chrome or Safari."""
SYSTEMS = {
    "iPhone": r"iPhone",
    "iPad": r"iPad",
    "Android": r"Android",
    "Windows": r"Windows",
    "macOS": r"Mac OS X|Macintosh",
    "ChromeOS": r"CrOS",
    "Linux": r"Linux|X11",
}
PROGRAM = re.compile(r"([A-Za-z][A-Za-z0-9 ._-]{0,39}?)(?:/|$)")
UNKNOWN = "Unknown device"


def device_name(user_agent: str) -> str:
    """Return e.g. "Firefox on Windows", the name of another program, such as "curl", or "Unknown device".

    Versions are left out: a device keeps its name when its programs are updated.
    """
    browser, system = _first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)
    if browser:
        return f"{browser} on {system}" if system else browser
    program = PROGRAM.match(user_agent)
    return program[1] if program else UNKNOWN


def network_of(address: str | None) -> str:
    """Return the network of an address, which a device keeps longer than the address: /24 of IPv4, /64 of IPv6."""
    if address is None:
        return ""
    prefix = 24 if ipaddress.ip_address(address).version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def _first(patterns: dict[str, str], user_agent: str) -> str | None:
    return next((name for name, pattern in patterns.items() if re.search(pattern, user_agent)), None)
