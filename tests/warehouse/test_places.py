"""The frame and its vintages from the real geography."""

from datetime import date

from pipelines import settings
from pipelines.warehouse.places import places_version, read_places


def test_suseong_has_23_dongs_in_every_vintage() -> None:
    entry = settings.load().deployment("suseong_dodream")
    places = read_places(entry)
    assert len(places.dongs) == 23
    assert set(places.dongs["gu_code"]) == {"27260"}
    assert set(places.vintages["frame_dong_code"]) == set(places.dongs["dong_code"])
    assert len(places.digest()) == 64


def test_busans_later_dongs_lead_into_the_frame_of_2017() -> None:
    entry = settings.load().deployment("busan_dabokdong")
    places = read_places(entry)
    assert len(places.dongs) == 205
    assert places.dongs["gu_code"].nunique() == 16
    lead = places.vintages.set_index("dong_code")["frame_dong_code"]
    # 명지1동 was cut out of 명지동 in 2018
    assert lead.loc["2644053500"] == "2644054000"
    in_frame = places.vintages["frame_dong_code"].isin(places.dongs["dong_code"])
    assert in_frame.all()
    assert (places.vintages["valid_from"] <= places.vintages["valid_to"]).all()
    assert min(places.vintages["valid_from"]) <= date(2012, 7, 1)


def test_the_version_of_places_is_stable_and_tells_deployments_apart() -> None:
    installed = settings.load()
    busan = installed.deployment("busan_dabokdong")
    assert places_version(installed, busan) == places_version(installed, busan)
