"""What of many candidates is tried first."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from constraints.conflicts import oracle


def test_of_many_candidates_of_a_meeting_some_are_tried_first_from_the_first_to_the_last() -> None:
    class Many:
        problem = SimpleNamespace(meetings=range(2))

        def __len__(self) -> int:
            return 1601

        def of(self, meeting: int) -> slice:
            return (slice(0, 800), slice(800, 1601))[meeting]

    many: Any = Many()
    found = oracle._sample(many)  # noqa: SLF001 - it only saves time
    assert (int(found[:800].sum()), int(found[800:].sum())) == (800, 200)
    assert found[800]
    assert found[1600]
