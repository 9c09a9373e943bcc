"""The folder of the gateway's files: that of the checkout, or GATEWAY_DIR."""

import os
from pathlib import Path

GATEWAY_DIR = Path(os.environ.get("GATEWAY_DIR", Path(__file__).resolve().parents[2]))
TABLE = GATEWAY_DIR / "routes.table"
TEMPLATES = GATEWAY_DIR / "templates"
NJS = GATEWAY_DIR / "njs"
STATIC = GATEWAY_DIR / "static"
