"""What a plan may be asked for, and the sentence for what it may not."""

import pytest

from pipelines.budget import Pin, PlanRequest
from pipelines.errors import InputError


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"objective": "fair"}, "objective 'fair'"),
        ({"money_scope": "all"}, "money_scope 'all'"),
        ({"earmarked_lines": ("rent",)}, "line 'rent'"),
        ({"staff_roles": ("volunteer",)}, "paid staff 'volunteer'"),
        ({"max_loss_share": 1.5}, "max_loss_share is 1.5"),
        ({"max_loss_share": float("nan")}, "max_loss_share is nan"),
        ({"minimum_move_krw": -1}, "minimum_move_krw is -1"),
        ({"max_gain_share": float("nan")}, "max_gain_share is nan"),
        ({"pins": (Pin("2611051000"), Pin("2611051000", 5))}, "fixed by hand twice"),
        ({"time_limit_s": 0}, "time_limit_s is 0"),
    ],
)
def test_what_cannot_be_meant_is_refused(asked, says) -> None:
    with pytest.raises(InputError, match=says):
        PlanRequest("busan_dabokdong", 2018, **asked)
