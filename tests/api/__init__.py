"""The API as its document describes it, tested by schemathesis on the running stack."""
