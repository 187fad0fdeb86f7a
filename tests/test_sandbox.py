import os
import pickle
import threading
from collections.abc import Iterator

import pytest

from intake.model.office import Limits
from intake.sandbox import ChildFailed, ChildLimits, ChildTrouble, Sandbox, _unpickle

QUICK = ChildLimits(cpu_seconds=1, wall_seconds=20)


def work(setup: str, task: str) -> object:
    return TASKS[task](setup)


def exit_at_once(_setup: str) -> object:
    os._exit(1)


def spin(_setup: str) -> object:
    while True:
        pass


def write_a_file(_setup: str) -> object:
    with open("/tmp/intake-sandbox-test", "wb") as file:  # noqa: PTH123
        file.write(b"x")
    return "written"


class Foreign:
    pass


TASKS = {
    "echo": lambda setup: setup,
    "limits": lambda _: Limits(),
    "raise": lambda _: 1 / 0,
    "eat": lambda _: len(bytearray(10**10)),
    "exit": exit_at_once,
    "spin": spin,
    "write": write_a_file,
    "foreign": lambda _: Foreign(),
}


class SlowToArrive:
    """Takes the child longer to take in than a call may last."""

    def __reduce__(self) -> tuple[object, ...]:
        return arrived_slowly, ()


def arrived_slowly() -> str:
    threading.Event().wait(1.5)
    return "slow"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(work, "what was set up", QUICK) as box:
        yield box


def test_the_child_works_with_what_was_set_up(sandbox: Sandbox) -> None:
    assert sandbox.run("echo") == "what was set up"


def test_a_slow_start_is_not_counted_among_the_seconds_of_a_message() -> None:
    with Sandbox(work, SlowToArrive(), ChildLimits(wall_seconds=1)) as box:
        assert box.run("echo") == "slow"


def test_nouns_of_the_model_come_back_whole(sandbox: Sandbox) -> None:
    assert sandbox.run("limits") == Limits()


@pytest.mark.parametrize(
    ("task", "trouble"),
    [
        ("raise", ChildTrouble.RAISED),
        ("eat", ChildTrouble.RAISED),
        ("exit", ChildTrouble.DIED),
        ("spin", ChildTrouble.DIED),
        ("foreign", ChildTrouble.ANSWERED_JUNK),
        ("write", ChildTrouble.RAISED),
    ],
)
def test_whatever_happens_in_the_child_is_named_and_the_next_call_works(
    sandbox: Sandbox, task: str, trouble: ChildTrouble
) -> None:
    with pytest.raises(ChildFailed) as failure:
        sandbox.run(task)
    assert failure.value.trouble is trouble
    assert sandbox.run("echo") == "what was set up"


@pytest.mark.parametrize("target", [os.system, eval, Foreign, pytest.raises])
def test_nothing_but_nouns_is_built_from_an_answer(target: object) -> None:
    with pytest.raises(ChildFailed):
        _unpickle(pickle.dumps(target))
