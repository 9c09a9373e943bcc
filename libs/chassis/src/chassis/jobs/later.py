"""How a step says that it cannot be taken yet."""


class Later(Exception):
    """What the step needs is away; the step is rolled back and taken again after ``seconds``. It is no failure."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.0f} s")
        self.seconds = seconds
