"""Many good tokens, all different."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gateway.testing import SigningKey


def write_tokens(path: Path, key: SigningKey, count: int) -> Path:
    """Write so many tokens to a file, one to the line, and return its path."""
    with ThreadPoolExecutor(4) as pool:  # signing releases the interpreter's lock
        tokens = pool.map(lambda _: key.token(), range(count))
        path.write_text("\n".join(tokens) + "\n")
    return path
