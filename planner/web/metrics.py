"""Metrics in the text format of Prometheus; no label names a network, a person or an address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from time import perf_counter
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0 as CONTENT_TYPE
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from planner.jobs.job import JobState
from planner.store.errors import StoreError
from planner.web.problems import App, AsgiMessage, Receive, Scope, Send

if TYPE_CHECKING:
    from planner.jobs.records import Load
    from planner.jobs.service import JobService
    from planner.web.feeds import FeedRoute


__all__ = ["CONTENT_TYPE", "Metrics", "MetricsMiddleware"]

METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})
OTHER = "other"


class Metrics:
    """The metrics of the server.

    Attributes:
        registry: registry of all metrics.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        labels = ["method", "route"]
        self.answers = Counter(
            "planner_answers", "Answers by route as written in the documentation.", [*labels, "status"],
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram("planner_seconds", "Seconds an answer took.", labels, registry=self.registry)

    def count_feeds(self, feeds: FeedRoute) -> None:
        """Add the number of polls, which the feed route counts itself to stay fast."""
        self.registry.register(_Polls(feeds))

    def count_jobs(self, office: JobService) -> None:
        """Add the numbers of jobs."""
        self.registry.register(_Jobs(office))

    def text(self) -> bytes:
        """Return all metrics in text format."""
        return generate_latest(self.registry)


class _Polls(Collector):
    def __init__(self, feeds: FeedRoute) -> None:
        self._feeds = feeds

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily("planner_polls", "Answers to polls of calendars.", value=self._feeds.answered)


class _Jobs(Collector):
    def __init__(self, office: JobService) -> None:
        self._office = office

    def collect(self) -> Iterator[Metric]:
        with suppress(StoreError):  # where jobs stand in the store, what is unknown is left out
            yield from load_metrics(self._office.load())
        if (counts := self._office.ended) is not None:
            yield ended_metric(counts)


def load_metrics(load: Load) -> Iterator[Metric]:
    """Yield the metrics of how much is to do."""
    yield GaugeMetricFamily("planner_jobs_waiting", "Jobs that wait for a slot.", value=load.waiting)
    yield GaugeMetricFamily("planner_jobs_running", "Jobs that are worked on.", value=load.running)
    yield GaugeMetricFamily("planner_slots", "Jobs that can be worked on at a time.", value=load.slots)
    if load.workers is not None:
        yield GaugeMetricFamily("planner_workers", "Programs that take jobs.", value=load.workers)


def ended_metric(counts: Mapping[JobState, int]) -> Metric:
    """Return the metric of how jobs ended."""
    ended = CounterMetricFamily("planner_jobs_ended", "Jobs by how they ended.", labels=["outcome"])
    for state in JobState:
        if state.final:
            ended.add_metric([state.value], counts.get(state, 0))
    return ended


def worker_metrics(load: Load, ended: Mapping[JobState, int]) -> bytes:
    """Return the metrics of a worker in text format."""

    class Worker(Collector):
        def collect(self) -> Iterator[Metric]:
            yield from load_metrics(load)
            yield ended_metric(ended)

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(Worker())
    return generate_latest(registry)


class MetricsMiddleware:
    """Middleware that counts requests and measures their duration."""

    def __init__(self, inside: App, metrics: Metrics) -> None:
        self._inside, self._metrics = inside, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and count it."""
        if scope["type"] != "http":
            await self._inside(scope, receive, send)
            return
        begun, status = perf_counter(), 0

        async def note(message: AsgiMessage) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._inside(scope, receive, note)
        finally:
            self._count(scope, status, perf_counter() - begun)

    def _count(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else OTHER
        route = getattr(scope.get("route"), "path", OTHER)  # the route, not the requested path
        self._metrics.answers.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)
