"""What cannot be done, as the problem that the client is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from calendars.language import Locale
from constraints.solve import EngineFailedError
from planner.errors import InputErrors
from planner.explaining.subject import BrokenPlanError, NoSuchNameError
from planner.jobs.desk import Desk
from planner.jobs.messages import Done, Failed
from planner.output.plan_json import verdict_json
from planner.web.problem_kinds import BROKEN_PLAN, INVALID
from planner.web.problems import Fault, ProblemError
from planner.web.store_problems import RAISED, faults_in, told

Given = ParamSpec("Given")
Task = Callable[Concatenate[Desk, Locale, Given], Done]


Refusing = Callable[Concatenate[Desk, Locale, Given], Done | Failed]


def refusing(task: Task[Given]) -> Refusing[Given]:
    """Have a task tell in the client's language what cannot be done; its input is the body of the request."""

    @wraps(task)
    def tried(desk: Desk, locale: Locale, *args: Given.args, **more: Given.kwargs) -> Done | Failed:
        try:
            return task(desk, locale, *args, **more)
        except EngineFailedError as failed:
            return Failed(failed.said)
        except InputErrors as errors:
            return _refused(ProblemError(INVALID, faults=faults_in(errors)), locale)
        except NoSuchNameError as error:
            return _refused(ProblemError(INVALID, faults=[Fault(error.said, "query", (error.kind,))]), locale)
        except BrokenPlanError as error:
            findings = verdict_json(error.verdict)["findings"]
            return _refused(ProblemError(BROKEN_PLAN, findings=[each for each in findings if each["broken"]]), locale)
        except (ProblemError, *RAISED) as error:
            return _refused(told(error), locale)

    return cast("Refusing[Given]", tried)


def _refused(error: ProblemError, locale: Locale) -> Done:
    return Done(json.dumps(error.json(locale), ensure_ascii=False), error.kind.status)
