from datetime import date

import pandas as pd
import pytest

from pipelines.errors import AmbiguousNameError
from pipelines.geography import match_codes, match_names, name_candidates, register, validity
from pipelines.geography.names import ministry_name, name_key
from pipelines.geography.romanise import read_number, romanise_place

DAY = date(2017, 6, 30)


@pytest.fixture(scope="module")
def dongs() -> pd.DataFrame:
    return register(DAY, ["26", "27260"])


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("중앙동", "Jungang-dong"), ("영주제1동", "Yeongju 1(il)-dong"),
        ("명륜동", "Myeongnyun-dong"),
        ("당리동", "Dangni-dong"), ("삼락동", "Samnak-dong"), ("괘법동", "Gwaebeop-dong"),
        ("안락1동", "Allak 1(il)-dong"), ("초읍동", "Choeup-dong"), ("거제1동", "Geoje 1(il)-dong"),
        ("좌제4동", "Jwa 4(sa)-dong"), ("수성2·3가동", "Suseong 2.3(isam)-ga-dong"),
        ("해운대구", "Haeundae-gu"), ("정관읍", "Jeonggwan-eup"), ("철마면", "Cheolma-myeon"),
    ],
)  # fmt: skip
def test_romanisation(name, english):
    assert romanise_place(name) == english


def test_numbers_are_read_as_in_korean():
    assert [read_number(n) for n in (6, 10, 11, 25)] == ["yuk", "sip", "sibil", "isibo"]


def test_romanised_names_spell_like_the_2018_map(facts):
    bare = [
        names.str.lower().str.replace(r"\([a-z]+\)|[^a-z0-9]", "", regex=True)
        for names in (facts["name"].map(romanise_place), facts["name_eng"])
    ]
    assert (bare[0] == bare[1]).sum() == 205 + 23
    assert (facts["name"].map(romanise_place) == facts["name_eng"]).sum() == 182 + 16


def test_ministry_style_is_derived_right_for_every_dong(facts):
    derived = [ministry_name(n, c) for n, c in zip(facts["name"], facts["code10"], strict=True)]
    assert derived == facts["name_mois"].tolist()
    assert (facts["name"] != facts["name_mois"]).sum() == 154 + 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("영주제1동", "영주1동"), ("영주 1동", "영주1동"), ("거제제1동", "거제1동"),
     ("수성2·3가동", "수성2.3가동"), ("수성2ㆍ3가동", "수성2,3가동")],
)  # fmt: skip
def test_both_styles_have_one_key(one, other):
    assert name_key(one) == name_key(other)


def test_different_dongs_have_different_keys(dongs):
    keys = dongs["gu_name_ko"] + dongs["dong_name_ko"].map(name_key)
    assert keys.is_unique


@pytest.mark.parametrize(
    "name",
    ["중앙동", "중구 중앙동", "부산광역시 중구 중앙동", "부산시 중구  중앙동", "부산 중앙동",
     "부산광역시 중구 중앙동(2611051000)", "Jungang-dong"],
)  # fmt: skip
def test_ways_to_write_jungang_dong(name, dongs):
    assert match_names([name], dongs).tolist() == ["2611051000"]


def test_both_styles_of_every_dong_are_found(facts, dongs):
    for column in ("name", "name_mois"):
        assert match_names(facts[column], dongs).tolist() == facts["code10"].tolist()


def test_ambiguous_and_unknown_names_fail_with_the_candidates():
    korea = register(DAY, ["26", "27"])
    with pytest.raises(AmbiguousNameError, match=r"없는동.*none of") as caught:
        match_names(["송정동", "없는동", "중앙동", "대신동"], korea)
    assert "'중앙동'" not in str(caught.value)
    twice = pd.concat([korea, korea.assign(dong_code="9" + korea["dong_code"].str[1:])])
    with pytest.raises(AmbiguousNameError, match="2611051000"):
        match_names(["중앙동"], twice)


@pytest.mark.parametrize("name", ["대구광역시 중구 중앙동", "서구 중앙동", "없는동", "", "중구"])
def test_a_wrong_gu_or_city_is_no_match(name, dongs):
    assert name_candidates(name, dongs) == []


def test_codes_of_every_length(dongs):
    known = validity(["26"], date(2012, 7, 1), date(2025, 12, 31))
    codes = ["2611051000", " 2101051", "21010510", "2112054", "9999999", "중앙동", None]
    found = match_codes(pd.Series(codes, index=list("abcdefg")), known)
    assert found.index.tolist() == list("abcdefg")
    assert found.iloc[:4].tolist() == ["2611051000", "2611051000", "2611051000", "2644054000"]
    assert found.iloc[4:].isna().all()
