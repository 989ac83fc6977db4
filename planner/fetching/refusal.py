"""Why a calendar cannot be fetched; only servers are named, for addresses are secrets."""

from __future__ import annotations

from calendars.language import Said, Sentence, WrongValueError

NOT_AN_ADDRESS = Sentence(
    en="this is not an address such as https://example.org/calendar.ics",
    da="det er ikke en adresse som https://example.org/kalender.ics",
)
OTHER_SCHEME = Sentence(
    en="addresses begin with https://, http:// or webcal://; {scheme}:// is not fetched",
    da="adresser begynder med https://, http:// eller webcal://; {scheme}:// hentes ikke",
)
UNKNOWN_SERVER = Sentence(en="no server named {host} is found", da="der findes ingen server med navnet {host}")
NOT_PUBLIC = Sentence(
    en="{host} is not on the public internet; calendars are fetched from nowhere else",
    da="{host} ligger ikke på det offentlige internet; kalendere hentes ikke andre steder fra",
)
UNREACHABLE = Sentence(en="there is no connection to {host}", da="der er ingen forbindelse til {host}")
WRONG_CERTIFICATE = Sentence(
    en="{host} cannot prove by its certificate who it is", da="{host} kan ikke bevise med sit certifikat, hvem den er"
)
NOT_ALLOWED = Sentence(
    en="{host} does not let everybody who knows the address read the calendar (answer {status})",
    da="{host} lader ikke enhver, der kender adressen, læse kalenderen (svar {status})",
)
NOTHING_THERE = Sentence(
    en="{host} has no calendar at this address (answer {status})",
    da="{host} har ingen kalender på denne adresse (svar {status})",
)
NO_ANSWER = Sentence(
    en="{host} does not hand out the calendar (answer {status})",
    da="{host} udleverer ikke kalenderen (svar {status})",
)
BROKEN_ANSWER = Sentence(
    en="what {host} answers breaks off or cannot be understood",
    da="svaret fra {host} er afbrudt eller kan ikke forstås",
)
TOO_MANY_REDIRECTS = Sentence(
    en="the address leads on to another one more than {n} {n:time|times}",
    da="adressen viser videre til en anden mere end {n} {n:gang|gange}",
)
TOO_SLOW = Sentence(
    en="the calendar could not be fetched within {seconds} seconds",
    da="kalenderen kunne ikke hentes på {seconds} sekunder",
)
FAILED = Sentence(
    en="the calendar could not be fetched: the program that fetches it came to an end",
    da="kalenderen kunne ikke hentes: programmet, der henter den, gik ned",
)


class FetchError(WrongValueError):
    """A calendar that cannot be fetched."""


def not_fetched(sentence: Sentence, **values: object) -> FetchError:
    """The error with its reason in every language."""
    return FetchError(Said(sentence, values))
