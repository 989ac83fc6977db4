"""What the store refuses, in sentences; light to import, for those who only want to catch it."""

from __future__ import annotations

from calendars.language import Locale, Said, Sentence

NOTHING_ACCEPTED = Sentence(
    en="No plan has been accepted yet: {store} holds nothing.",
    da="Ingen plan er accepteret endnu: {store} er tom.",
)
NEWER = Sentence(
    en="{store} was written by a newer version of this program (its version is {found}, this program knows {known}). "
    "Install the newer version; nothing has been changed.",
    da="{store} er skrevet af en nyere version af programmet (den har version {found}, dette program kender {known}). "
    "Installér den nyere version; intet er ændret.",
)
OLDER = Sentence(
    en="{store} was written by an older version of this program (its version is {found}, this program needs {known}). "
    "Upgrade it with: planner upgrade",
    da="{store} er skrevet af en ældre version af programmet (den har version {found}, dette program kræver {known}). "
    "Opgradér den med: planner upgrade",
)
FULL = Sentence(
    en="The disk that holds {store} is full. Nothing of this was saved; everything accepted before is intact.",
    da="Disken med {store} er fuld. Intet af dette er gemt; alt, der tidligere er accepteret, er uberørt.",
)
UNREACHABLE = Sentence(en="{store} cannot be used: {reason}", da="{store} kan ikke bruges: {reason}")
UNKNOWN_KIND = Sentence(
    en="a store is a file or an address that begins with sqlite:/// or postgresql://, not {found}",
    da="et lager er en fil eller en adresse, der begynder med sqlite:/// eller postgresql://, ikke {found}",
)
NO_DRIVER = Sentence(
    en="PostgreSQL needs an extra: pip install 'meeting-network-planner[postgresql]'",
    da="PostgreSQL kræver en tilføjelse: pip install 'meeting-network-planner[postgresql]'",
)
NO_REVISION = Sentence(
    en="{network} has no revision {number}; the last is {last}.",
    da="{network} har ingen revision {number}; den sidste er {last}.",
)

NO_PROPOSAL = Sentence(
    en="{network} has no proposal {number}; the last is {last}.",
    da="{network} har intet forslag {number}; det sidste er {last}.",
)
NO_PROPOSAL_YET = Sentence(
    en="{network} has no proposal {number}: none has been made yet. planner reschedule makes them.",
    da="{network} har intet forslag {number}: der er ikke lavet nogen endnu. planner reschedule laver dem.",
)


class StoreError(Exception):
    """Something the store refuses or cannot do.

    Attributes:
        said: what, and what may be done about it.
    """

    def __init__(self, sentence: Sentence, **values: object) -> None:
        self.said = Said(sentence, values)
        super().__init__(self.said.say("en"))

    def say(self, locale: Locale) -> str:
        """The sentence in that language."""
        return self.said.say(locale)


class NothingAcceptedError(StoreError):
    """The store is empty, or knows no such network."""

    def __init__(self, store: str) -> None:
        super().__init__(NOTHING_ACCEPTED, store=store)


class NewerStoreError(StoreError):
    """A newer version of the program wrote it."""

    def __init__(self, store: str, found: str, known: str) -> None:
        super().__init__(NEWER, store=store, found=found, known=known)


class OlderStoreError(StoreError):
    """An older version of the program wrote it, and it has not been upgraded."""

    def __init__(self, store: str, found: str, known: str) -> None:
        super().__init__(OLDER, store=store, found=found, known=known)


class StoreFullError(StoreError):
    """There is no room; what was to be saved is not saved."""

    def __init__(self, store: str) -> None:
        super().__init__(FULL, store=store)


class StoreUnreachableError(StoreError):
    """The database does not answer, is locked, read-only or damaged."""

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
