"""The test setup itself: a skip that would hide a missing check fails where it must not happen."""

from pathlib import Path

import pytest

SKIPPED = """
    import pytest

    def test_without_folder(shared):
        shared("no-such-file.csv")

    @pytest.mark.skip(reason="needs a printer")
    def test_without_printer():
        raise AssertionError
"""
SKIPPED_WHOLE = """
    import pytest

    pytest.skip("needs ../shared/no-such-file.csv", allow_module_level=True)
"""


@pytest.fixture
def inner(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    return pytester


def test_without_the_shared_folder_its_tests_are_skipped(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUIRE_SHARED", raising=False)
    inner.makepyfile(SKIPPED)
    inner.runpytest_inprocess().assert_outcomes(skipped=2)


def test_where_the_shared_folder_is_required_its_skips_fail_and_others_do_not(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE_SHARED", "1")
    inner.makepyfile(SKIPPED)
    inner.runpytest_inprocess().assert_outcomes(failed=1, skipped=1)


def test_where_the_shared_folder_is_required_a_module_skipped_whole_fails(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE_SHARED", "1")
    inner.makepyfile(SKIPPED_WHOLE)
    inner.runpytest_inprocess().assert_outcomes(errors=1)
