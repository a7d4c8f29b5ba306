import base64
import json
import re

import pandas as pd

from dashboard import maps
from dashboard.classes import RAMP, Classes
from tests.dashboard import beds


def view(**changes):
    return maps.View(
        **{
            "fills": {"2611051000": "#fff"},
            "tips": {"2611051000": ("가람1동",)},
            "gu_names": {"26110": "가람구"},
            "legend": maps.Legend("포괄률", (maps.LegendRow("#fff", "0–9", "1개 동"),)),
            "notes": (maps.Note("invented", "가상 자료"),),
            **changes,
        }
    )


def test_each_state_has_its_own_fill():
    values = pd.Series({"a": 0.0, "b": 5.0, "c": None, "d": None, "e": None})
    states = pd.Series({"a": "value", "b": "value", "c": "suppressed", "d": "undefined",
                        "e": "missing"})  # fmt: skip
    fills = maps.fills(values, states, Classes((0, 3, 6), True), is_more_worse=True)
    assert fills["a"] == RAMP[0]  # zero is a real colour, the lightest
    assert fills["b"] == RAMP[-1]
    assert fills["c"].startswith("url(#hatch-")
    assert fills["d"].startswith("url(#hatch-")
    assert len(set(fills.values())) == 5


def test_a_served_map_loads_from_its_own_address_only():
    drawn = maps.base_map(maps.served("/assets/shapes/x/1-2.js"), zoom_in="+", zoom_out="-")
    html = drawn.get_root().render()
    sources = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert sources
    assert all(source.startswith("/assets/") for source in sources)
    assert "://" not in html.replace("http://www.w3.org", "")


def test_a_map_for_a_notebook_carries_everything_itself():
    gus, dongs = beds._places(2, 3)
    drawn = maps.draw_choropleth(dongs, gus, view(), zoom_in="+", zoom_out="-")
    html = drawn.get_root().render()
    sources = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert {source.split(",")[0] for source in sources} == {
        "data:text/javascript;charset=utf-8;base64",
        "data:text/css;charset=utf-8;base64",
    }
    scripts = [base64.b64decode(source.split(",")[1]).decode() for source in sources]
    assert sum("dabokdong_shapes[" in script for script in scripts) == 2  # shapes, and the drawer
    assert "dabokdong.show(" in html


def test_shapes_hold_each_dong_once_and_a_place_for_each_name():
    gus, dongs = beds._places(2, 3)
    script = maps.shapes_script("k", dongs, gus)
    shapes = json.loads(script.split('["k"] = ')[1].rstrip(";\n"))
    assert [f["properties"]["dong_code"] for f in shapes["dongs"]["features"]] == list(
        dongs["dong_code"]
    )
    assert set(shapes["gus"]["features"][0]["properties"]) == {"gu_code", "lon", "lat", "size"}


def test_a_name_cannot_become_a_script():
    evil = "</script><script>alert(1)</script>"
    gus, dongs = beds._places(1, 1)
    drawn = maps.draw_choropleth(
        dongs, gus, view(tips={"2611051000": (evil,)}), zoom_in="+", zoom_out="-"
    )
    assert evil not in drawn.get_root().render()


def test_the_drawer_writes_text_never_markup():
    script = (maps.ASSETS / "dongmap.js").read_text(encoding="utf-8")
    # two constant pieces of markup of its own; no name or number goes through innerHTML
    for line in [line for line in script.splitlines() if ".innerHTML" in line]:
        assert "<svg" in line
    assert "eval" not in script
    assert "://" not in script


def frames():
    legends = [maps.Legend("Oct", (maps.LegendRow("#111111", "0–9", "1"),)),
               maps.Legend("Nov", (maps.LegendRow("#222222", "0–9", "2"),))]  # fmt: skip
    return maps.frames_json(
        ["a", "b"],
        {"2018-10": "October", "2018-11": "November"},
        [[(["#111111", "#e3e3e0"], legends[0]), (["#222222", "#222222"], legends[1])]],
    )


def test_months_are_a_letter_for_each_dong_and_month():
    told = json.loads(frames())
    assert told["palette"] == ["#111111", "#e3e3e0", "#222222"]
    assert told["maps"][0]["fills"] == ["ab", "cc"]
    assert told["maps"][0]["legends"][1] == ["Nov", [[2, "0–9", "2"]]]
    assert (told["codes"], told["months"]) == (["a", "b"], ["2018-10", "2018-11"])


def test_a_view_with_months_carries_them_once():
    gus, dongs = beds._places(1, 1)
    playing = maps.Playing(frames(), "2018-11", "Play", "Pause", "Month")
    drawn = maps.draw_choropleth(dongs, gus, view(playing=playing), zoom_in="+", zoom_out="-")
    html = drawn.get_root().render()
    assert html.count('"palette"') == 1
    assert '"at": "2018-11"' in html


def test_shapes_without_dongs_are_a_map_of_gus():
    gus, dongs = beds._places(2, 3)
    script = maps.shapes_script("k", dongs.iloc[:0], gus)
    shapes = json.loads(script.split('["k"] = ')[1].rstrip(";\n"))
    assert shapes["dongs"]["features"] == []
    assert len(shapes["gus"]["features"]) == 2
