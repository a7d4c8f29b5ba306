"""The work of several names in processes of their own, told to one listener."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from pipelines.errors import DabokdongError, InputError
from pipelines.progress import SILENT, Progress
from pipelines.side_by_side import side_by_side


class Heard:
    """A listener that keeps what it is told."""

    def __init__(self) -> None:
        self.stages: dict[str, tuple[int | None, int]] = {}
        self.open = 0

    @contextmanager
    def stage(self, name: str, total: int | None = None, unit: str = "") -> Iterator[object]:
        self.stages[name] = (total, 0)
        self.open += 1

        def advance(count: int) -> None:
            self.stages[name] = (total, self.stages[name][1] + count)

        yield advance
        self.open -= 1


def count_letters(name: str, progress: Progress, *, suffix: str) -> str:
    with progress.stage("letters", total=len(name), unit="letters") as advance:
        for _ in name:
            advance(1)
    return f"{name}{suffix}"


def refuse(name: str, progress: Progress) -> str:
    if name == "bad":
        raise InputError("The file of bad cannot be used.")
    return name


def die(name: str, progress: Progress) -> str:
    os._exit(7)


def test_each_says_its_own_in_the_order_of_the_names_and_stages_say_whose_they_are() -> None:
    heard = Heard()
    said = side_by_side(partial(count_letters, suffix="!"), ("suseong", "busan"), heard)
    assert said == ["suseong!", "busan!"]
    assert heard.stages == {"suseong: letters": (7, 7), "busan: letters": (5, 5)}
    assert heard.open == 0


def test_the_error_of_one_is_the_error_of_all() -> None:
    with pytest.raises(InputError, match="of bad cannot be used"):
        side_by_side(refuse, ("good", "bad"), SILENT)


def test_a_process_that_dies_is_missed() -> None:
    with pytest.raises(DabokdongError, match="ended with code 7"):
        side_by_side(die, ("one",), SILENT)
