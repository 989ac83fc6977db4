"""Serve calendars over HTTP."""

from __future__ import annotations

from pathlib import Path

from calendars.language import Locale, Sentence
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import remark
from planner.cli.wrong_use import WrongUse
from planner.store.opening import open_store, store_url
from planner.web.serving import listen, serve

SERVING = Sentence(en="Serving on http://{host}:{port}", da="Viser kalendere på http://{host}:{port}")
CANNOT_LISTEN = Sentence(
    en="port {port} of {host} cannot be listened on ({reason})",
    da="der kan ikke lyttes på port {port} på {host} ({reason})",
)


def run(*, folder: Path, host: str, port: int, store: str | None, locale: Locale) -> ExitCode:
    """Serve until stopped."""
    try:
        listening = listen(host, port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrongUse(CANNOT_LISTEN, host=host, port=str(port), reason=reason) from error
    with listening, open_store(store_url(folder, store)) as opened:
        shown = f"[{host}]" if ":" in host else host
        remark(SERVING.say(locale, host=shown, port=str(listening.getsockname()[1])))
        serve(opened, listening)
    return ExitCode.GOOD
