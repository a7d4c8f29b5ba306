"""Ratios of `dabokdong bench`: by the clock and by the processors, per unit of work."""

import time

from pipelines.bench.spent import Spent, timed

ONE_THREAD = Spent(wall=10.0, cpu=10.0)
TWO_THREADS = Spent(wall=4.0, cpu=8.0)


def test_both_ratios_are_told() -> None:
    # 10 / 4 by the clock, 10 / 8 of the processors' time
    assert ONE_THREAD.over(TWO_THREADS, digits=1) == "2.5 (processor time 1.2)"
    assert TWO_THREADS.over(ONE_THREAD) == "0.40 (processor time 0.80)"


def test_ten_times_the_work_in_ten_times_the_time_is_one() -> None:
    assert Spent(40.0, 80.0).over(TWO_THREADS, work=10) == "1.00 (processor time 1.00)"


def test_waiting_takes_the_clock_but_no_processor() -> None:
    spent = timed(lambda: time.sleep(0.05))
    assert spent.wall >= 0.05
    assert spent.cpu < spent.wall
