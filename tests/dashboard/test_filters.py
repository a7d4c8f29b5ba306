"""A visit's state stands in one module; whoever needs it asks there."""

from pathlib import Path

DASHBOARD = Path(__file__).parents[2] / "dashboard"


def test_only_one_module_touches_the_state_of_a_visit():
    touching = {
        str(path.relative_to(DASHBOARD))
        for path in DASHBOARD.rglob("*.py")
        if "st.session_state" in path.read_text(encoding="utf-8").replace("`st.session_state`", "")
    }
    assert touching == {"filters/visit.py"}
