"""Arguments of the tasks that workers run for requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from constraints.explain.choosing import OtherMeetings
from constraints.problem.outcome import Limits
from planner.use_cases.defaults import FORESEE_PERCENT, TRADE_PLANS
from planner.use_cases.foresight.assumptions import ForesightRequest
from planner.use_cases.questions import OTHERS
from planner.use_cases.rescheduling import RescheduleRequest


@dataclass(frozen=True, slots=True)
class Solve:
    """Arguments of `tasks.solve`.

    Attributes:
        store: address of the store.
        network: id of the network.
        limits: limits of the solve.
        as_of: the day that is taken for today; None for what it is where the network is.
        from_scratch: whether moving what was published costs no points.
    """

    store: str
    network: str
    limits: Limits
    as_of: date | None = None
    from_scratch: bool = False


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Propose plans that answer changes to the last revision.

    Attributes:
        store: its address.
        network: id of the network.
    """

    store: str
    network: str
    request: RescheduleRequest
    limits: Limits


@dataclass(frozen=True, slots=True)
class Foresee:
    """Foresee what the risks of a network would do to the plan of the last revision, and keep it.

    Attributes:
        store: its address.
        network: id of the network.
    """

    store: str
    network: str
    request: ForesightRequest
    limits: Limits


@dataclass(frozen=True, slots=True)
class TradeOffQuestion:
    """Find what protection from the risks of a network costs.

    Attributes:
        store: its address.
        network: id of the network.
        as_of: the day that is taken for today; None for what it is where the network is.
        plans: most plans of the curve.
        percent: how long an event is supposed to take where one length is needed, as a quantile.
        from_scratch: whether moving what was published costs no points.
    """

    store: str
    network: str
    limits: Limits
    as_of: date | None = None
    plans: int = TRADE_PLANS
    percent: int = FORESEE_PERCENT
    from_scratch: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """Say why the plan of the last revision is as it is.

    Attributes:
        store: its address.
        network: id of the network.
        meeting: its id, or its name as it stands in sentences; "" where none is asked about.
        day, venue: what is asked about, if anything: the venue by id or name.
        others: what is asked of the other meetings where a plan is solved for.
        reasons: whether all reasons are wanted.
        most: how many at most, None for all.
        decide: whether a plan is solved for with each choice that other meetings stand against.
    """

    store: str
    network: str
    limits: Limits
    meeting: str = ""
    day: date | None = None
    venue: str | None = None
    others: OtherMeetings = OTHERS
    reasons: bool = False
    most: int | None = None
    decide: bool = False
