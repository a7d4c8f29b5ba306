"""What is kept in memory: made once, handed out unharmed, and an error never."""

import threading

import pandas as pd
import pytest

from dashboard import keeping


def test_a_result_is_made_once_and_a_reader_cannot_change_it():
    made = []

    @keeping.kept(2)
    def table(name):
        made.append(name)
        return pd.DataFrame({"value": [1, 2]})

    first = table("a")
    first.loc[0, "value"] = 99
    first["more"] = 0
    assert table("a").to_dict("list") == {"value": [1, 2]}
    assert made == ["a"]
    keeping.forget()
    table("a")
    assert made == ["a", "a"]


def test_the_oldest_leaves_first_and_what_stands_aside_does_not_count():
    made = []

    @keeping.kept(2, aside=1)
    def table(anything, name):
        made.append(name)

    for name in ("a", "b", "a", "c", "a", "b"):
        table(object(), name)
    # "c" drove out "b", which was asked for longer ago than "a"
    assert made == ["a", "b", "c", "b"]


def test_an_error_is_passed_on_and_not_kept():
    answers = iter([ValueError("once"), "then"])

    @keeping.kept(2)
    def table():
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    with pytest.raises(ValueError, match="once"):
        table()
    assert table() == "then"


def test_who_asks_for_what_another_is_making_waits_for_it():
    begun, go_on, made = threading.Event(), threading.Event(), []

    @keeping.kept(2)
    def table():
        begun.set()
        go_on.wait(10)
        made.append(1)
        return len(made)

    answers = []
    readers = [threading.Thread(target=lambda: answers.append(table())) for _ in range(3)]
    readers[0].start()
    assert begun.wait(10)
    for reader in readers[1:]:
        reader.start()
    go_on.set()
    for reader in readers:
        reader.join(10)
    assert answers == [1, 1, 1]
