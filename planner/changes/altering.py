"""Networks with parts replaced, and what is decided for single meetings."""

from __future__ import annotations

from planner.network import Choice, Network


def altered(network: Network, **parts: object) -> Network:
    """The network with those parts replaced; nobody has checked yet whether they go together."""
    kept = {name: getattr(network, name) for name in Network.model_fields if name != "lines"}
    return Network.model_construct(**{**kept, **parts})


def with_settings(network: Network, **fields: object) -> Network:
    """The same for parts of the settings."""
    return altered(network, settings=network.settings.changed(**fields))


def decided(network: Network, meeting: str, **fields: object) -> Network:
    """The network in which that is decided for the meeting, in place of what was (None: nothing)."""
    others = [choice for choice in network.settings.choices if choice.meeting != meeting]
    own = [choice for choice in network.settings.choices if choice.meeting == meeting]
    known = {name: value for choice in own for name, value in _said(choice).items()}
    for name in ("forbidden_days", "forbidden_venues"):
        known[name] = tuple(dict.fromkeys(each for choice in own for each in getattr(choice, name)))
    new = {name: value for name, value in {**known, **fields}.items() if value}
    kept = [Choice.model_validate({"meeting": meeting, **new})] if new else []
    return with_settings(network, choices=(*others, *kept))


def _said(choice: Choice) -> dict[str, object]:
    names = type(choice).model_fields.keys() - {"meeting"}
    return {name: value for name in names if (value := getattr(choice, name))}
