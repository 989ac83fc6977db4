import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from calendars import child as fencing
from calendars.child import Child, ChildEndedError

PATIENCE = 30.0
JOBS = "tests.calendars.child.jobs"


def gone(child: Child) -> ChildEndedError:
    with pytest.raises(ChildEndedError) as ended:
        for _ in iter(lambda: child.receive(PATIENCE), None):
            pass
    return ended.value


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except OSError:  # it ended meanwhile
        return False


def wait_until_gone(*pids: int) -> None:
    for _ in range(600):
        if not any(alive(pid) for pid in pids):
            return
        time.sleep(0.05)
    pytest.fail(f"still there: {[pid for pid in pids if alive(pid)]}")


def test_messages_arrive_in_order_and_then_it_is_gone() -> None:
    with Child() as child:
        child.call(f"{JOBS}:echo", ["a", "b", "c"])
        assert [child.receive(PATIENCE) for _ in range(3)] == ["a", "b", "c"]
        gone(child)


def test_more_can_be_said_to_a_function_while_it_runs() -> None:
    with Child() as child:
        child.call(f"{JOBS}:answer")
        for word in ("a", "b"):
            child.send(word)
        assert [child.receive(PATIENCE) for _ in range(2)] == ["a", "b"]


def test_what_an_engine_prints_does_not_disturb_the_messages() -> None:
    with Child() as child:
        child.call(f"{JOBS}:chatter")
        assert child.receive(PATIENCE) == "heard"


def test_nothing_is_received_before_something_is_told() -> None:
    with Child() as child:
        child.call(f"{JOBS}:hang")
        assert child.receive(0.1) is None


def test_a_crash_is_told_with_its_last_words_after_all_messages() -> None:
    with Child() as child:
        child.call(f"{JOBS}:crash")
        assert child.receive(PATIENCE) == "before"
        assert "out of luck" in str(gone(child))


def test_an_exception_is_told() -> None:
    with Child() as child:
        child.call(f"{JOBS}:fail")
        assert str(gone(child)).endswith("RuntimeError: this went wrong")


def test_too_much_memory_ends_the_process_and_nothing_else() -> None:
    with Child(memory_mib=4096) as child:
        child.call(f"{JOBS}:take_memory", 8192)
        assert "MemoryError" in str(gone(child))


def test_a_hung_process_is_killed_with_all_that_it_started() -> None:
    with Child() as child:
        child.call(f"{JOBS}:have_a_child")
        grandchild = child.receive(PATIENCE)
        assert isinstance(grandchild, int)
        pids = [child.pid, grandchild]
        assert all(alive(pid) for pid in pids)
    wait_until_gone(*pids)


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells children that their parent was killed"
)
def test_a_process_that_was_stopped_does_not_outlive_a_parent_that_is_killed() -> None:
    words = f"from {JOBS} import keep_a_child; keep_a_child()"
    with subprocess.Popen([sys.executable, "-c", words], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, signal.SIGSTOP)
        parent.kill()
    wait_until_gone(child)


def test_a_process_outlives_the_thread_that_started_it() -> None:
    with ThreadPoolExecutor(1) as threads:
        child = threads.submit(Child).result()
    with child:
        child.call(f"{JOBS}:echo", ["here"])
        assert child.receive(PATIENCE) == "here"


def test_a_process_that_hangs_is_told_from_one_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fencing, "SILENCE", fencing.EVERY * 1.5)
    with Child() as child:
        child.call(f"{JOBS}:answer")
        child.send("here")
        assert child.receive(PATIENCE) == "here"
        time.sleep(fencing.SILENCE)
        assert not child.is_hung()
        os.kill(child.pid, signal.SIGSTOP)
        time.sleep(fencing.SILENCE)
        assert child.is_hung()
        assert not child.is_gone
        os.kill(child.pid, signal.SIGKILL)
        gone(child)
        assert child.is_gone


FROZEN = """
import os, signal, threading, time
from calendars.child import Child

signal.signal(signal.SIGUSR1, lambda *_: None)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])  # in all threads but one

def wait():
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGUSR1])
    waiting.set()
    print(child.receive(1.0), flush=True)

with Child() as child:
    waiting = threading.Event()
    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    waiting.wait()
    print("waiting", flush=True)
    thread.join(60)
    print("over" if not thread.is_alive() else "waits for ever", flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs signals of threads")
def test_who_was_frozen_while_waiting_for_a_message_waits_no_longer_than_asked() -> None:
    with subprocess.Popen([sys.executable, "-c", FROZEN], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "waiting\n"
        process.send_signal(signal.SIGSTOP)
        time.sleep(1.5)  # longer than it waits
        process.send_signal(signal.SIGUSR1)
        process.send_signal(signal.SIGCONT)
        assert process.stdout.read() == "None\nover\n"
