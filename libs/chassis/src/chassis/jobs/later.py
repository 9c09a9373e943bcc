"""The exception with which a step asks to be retried later."""


class Later(Exception):
    """What the step needs is unavailable: the step is rolled back and retried after ``seconds``. Not a failure."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.0f} s")
        self.seconds = seconds
