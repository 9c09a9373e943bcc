"""What a picture may be at most, and what checking one may cost."""

MAX_BYTES = 10 * 1024 * 1024
"""Of the file as it was sent."""
MAX_PIXELS = 40_000_000
MAX_SIDE = 16_384
"""Pixels of the longer side."""
MAX_FRAMES = 500
"""Of an animation, of which the first frame is kept."""

MEMORY_BYTES = 768 * 1024 * 1024
"""Address space of the process that decodes; a picture that needs more is refused as too large."""
CPU_SECONDS = 6
ENCODING_SECONDS = 12.0
"""How long the process may take by the clock, on a machine that is busy with other things."""
WAITING_SECONDS = 3.0
"""How long an upload waits for its turn: one picture of a service is decoded at a time on each machine."""
AT_ONCE = 2
"""Uploads that a process checks or lets wait at once: each takes a thread, and others must be free for requests."""
OUTPUT_BYTES = 8 * 1024 * 1024
"""Of all sizes together."""
UNWRITTEN = 74
"""The exit status of the encoder when the disk does not take what it writes: EX_IOERR of sysexits.h."""
