"""What a worker's parent goes on to say while its function runs; empty in every other process."""

from __future__ import annotations

import queue

said: queue.SimpleQueue[object] = queue.SimpleQueue()
"""Messages of `Child.send`, in order."""
