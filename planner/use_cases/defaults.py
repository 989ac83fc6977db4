"""Defaults and bounds of the use cases, the same for the command line and for HTTP; light to import."""

from __future__ import annotations

SOLVE_SECONDS = 60.0
SOLVE_MAX_SECONDS = 3600
"""Over HTTP."""
RESCHEDULE_SECONDS = 60.0
"""For all proposals together."""
EXPLAIN_SECONDS = 60.0
"""For all the solves together that find what limits cost."""
WHY_SECONDS = 30.0
"""For each solve; `why` solves up to `WHY_SOLVES` times."""
WHY_SOLVES = 3
POSSIBILITIES_SECONDS = 60.0
"""For the plan that is asked about, where none is accepted yet; and for all that is solved to decide about days."""
FORESEE_SECONDS = 60.0
"""For all repairs together."""
FORESEE_PERCENT = 50
"""The quantile of the lengths of campaign and cabinet, where one length is needed."""
RESERVE_SECONDS = 60.0
"""For all days in reserve together."""
TRADE_SECONDS = 180.0
"""For all plans of the curve together."""
TRADE_PLANS = 8
"""Most plans of the curve."""
TRADE_PLANS_MAX = 50
"""Over HTTP."""
QUESTION_MAX_SECONDS = 600
"""Over HTTP, for everything but planning."""

WORKERS = 2
SEED = 1
PROPOSALS = 3
PROPOSALS_MAX = 10
MAY_MOVE = "nothing"
"""What may be moved besides what changes hit; see `MayMove`."""
OTHERS = "stay"
"""What is asked of the other meetings where a plan is solved for; see `Others`."""
