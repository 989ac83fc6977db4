"""The exceptions of the store, with their messages; cheap to import for callers that only catch them."""

from __future__ import annotations

from calendars.language import BoundMessage, Locale, Message

NOTHING_ACCEPTED = Message("store.errors.nothing_accepted", "No plan has been accepted yet: {store} holds nothing.")
NEWER = Message(
    "store.errors.newer",
    "{store} was written by a newer version of this program (its version is {found}, this program knows {known}). "
    "Install the newer version; nothing has been changed.",
)
OLDER = Message(
    "store.errors.older",
    "{store} was written by an older version of this program (its version is {found}, this program needs {known}). "
    "Upgrade it with: planner upgrade",
)
FULL = Message(
    "store.errors.full",
    "The disk that holds {store} is full. Nothing of this was saved; everything accepted before is intact.",
)
READ_ONLY = Message("store.errors.read_only", "{store} can be read here, but not written. Nothing of this was saved.")
REPLACED = Message(
    "store.errors.replaced",
    "{store} was replaced while it was open: a backup was restored, or another file put in its place. Nothing of this "
    "was saved. Look at what is accepted now, and repeat it if it still applies.",
)
RESTORED = Message(
    "store.errors.restored",
    "Not accepted: a backup was restored since, and what this rests on may never have been. Look at what is accepted "
    "now, and repeat it if it still applies; If-Match takes the ETag that the network and its plan have now.",
)
UNREACHABLE = Message("store.errors.unreachable", "{store} cannot be used: {reason}")
UNKNOWN_KIND = Message(
    "store.errors.unknown_kind",
    "a store is a file or an address that begins with sqlite:/// or postgresql://, not {found}",
)
NO_DRIVER = Message(
    "store.errors.no_driver", "PostgreSQL needs an extra: pip install 'meeting-network-planner[postgresql]'"
)
NO_REVISION = Message("store.errors.no_revision", "{network} has no revision {number}; the last is {last}.")

NO_PROPOSAL = Message("store.errors.no_proposal", "{network} has no proposal {number}; the last is {last}.")
NO_PROPOSAL_YET = Message(
    "store.errors.no_proposal_yet",
    "{network} has no proposal {number}: none has been made yet. planner reschedule makes them.",
)


class StoreError(Exception):
    """An operation that the store rejects or cannot carry out.

    Attributes:
        said: the reason, and what can be done about it.
    """

    def __init__(self, sentence: Message, **values: object) -> None:
        self.said = BoundMessage(sentence, values)
        super().__init__(self.said.say("en"))

    def say(self, locale: Locale) -> str:
        """Return the sentence in that language."""
        return self.said.say(locale)


class NothingAcceptedError(StoreError):
    """The store is empty, or has no such network."""

    def __init__(self, store: str) -> None:
        super().__init__(NOTHING_ACCEPTED, store=store)


class NewerStoreError(StoreError):
    """The store was written by a newer version of the program."""

    def __init__(self, store: str, found: str, known: str) -> None:
        super().__init__(NEWER, store=store, found=found, known=known)


class OlderStoreError(StoreError):
    """The store was written by an older version of the program and has not been upgraded."""

    def __init__(self, store: str, found: str, known: str) -> None:
        super().__init__(OLDER, store=store, found=found, known=known)


class StoreFullError(StoreError):
    """The disk is full; nothing was saved."""

    def __init__(self, store: str) -> None:
        super().__init__(FULL, store=store)


class StoreReadOnlyError(StoreError):
    """The store may be read, but not written."""

    def __init__(self, store: str) -> None:
        super().__init__(READ_ONLY, store=store)


class StoreReplacedError(StoreError):
    """Another store came in the place of the one that was open; nothing was saved."""

    def __init__(self, store: str) -> None:
        super().__init__(REPLACED, store=store)


class RestoredSinceError(StoreError):
    """What a plan rests on was seen before a backup was restored; nothing was saved."""

    def __init__(self) -> None:
        super().__init__(RESTORED)


class StoreUnreachableError(StoreError):
    """The database does not answer, is locked or damaged."""

    def __init__(self, store: str, reason: str) -> None:
        super().__init__(UNREACHABLE, store=store, reason=reason)


class NoSuchRevisionError(StoreError):
    """The network has revisions, but not that one."""

    def __init__(self, network: str, number: int, last: int) -> None:
        super().__init__(NO_REVISION, network=network, number=str(number), last=str(last))


class NoSuchProposalError(StoreError):
    """No such proposal has been made for the network."""

    def __init__(self, network: str, number: int, last: int) -> None:
        super().__init__(NO_PROPOSAL if last else NO_PROPOSAL_YET, network=network, number=str(number), last=str(last))
