"""The form in which requests travel: it changes with what is asked, and not with how that is described."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from pydantic import BaseModel, Field, create_model

from planner.jobs.forms import Form, Forms, NotUnderstoodError


@dataclass(frozen=True)
class About:
    """An argument about a store."""

    store: str
    title: str
    more: tuple[int, ...] = ()


TASK = "module:task"
SECRET = "postgresql://anne:secret@host/base"  # noqa: S105 - none


def test_arguments_come_back_as_they_were_about_the_store_of_the_reader() -> None:
    forms = Forms({TASK: Form(tuple[str, About], int)})
    document = forms.packed(TASK, ("da", About(SECRET, "x", (1, 2))))
    assert "secret" not in document
    assert forms.unpacked(TASK, document, "elsewhere") == ("da", About("elsewhere", "x", (1, 2)))


@pytest.mark.parametrize("document", ["[", "[1]", '["da", {"store": "", "title": 1, "more": "x"}]', '["da", null, 3]'])
def test_what_is_not_of_the_form_is_not_understood(document: str) -> None:
    with pytest.raises(NotUnderstoodError):
        Forms({TASK: Form(tuple[str, About], int)}).unpacked(TASK, document, "")
    with pytest.raises(NotUnderstoodError):
        Forms({}).unpacked(TASK, "[]", "")


def _model(kind: type, **more: str) -> type[BaseModel]:
    return create_model("Model", title=(kind, Field(**more)))  # type: ignore[call-overload]


def test_another_argument_or_result_is_another_form_and_another_description_is_not() -> None:
    def name(arguments: object, result: object) -> str:
        return Forms({TASK: Form(arguments, result)}).name(TASK)

    first = name(tuple[_model(str, description="one")], int)  # type: ignore[misc]
    assert name(tuple[_model(str, description="two", title="Title")], int) == first  # type: ignore[misc]
    assert name(tuple[_model(int, description="one")], int) != first  # type: ignore[misc]
    assert name(tuple[_model(str, description="one")], str) != first  # type: ignore[misc]
    assert Forms({"other": Form(tuple[_model(str)], int)}).name("other") != first  # type: ignore[misc]
