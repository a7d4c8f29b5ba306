"""The catalogues: same keys, none empty, none fuzzy, every key used exists and no other."""

import ast
import re
import string
from pathlib import Path

import pytest

from dashboard import i18n
from dashboard.i18n import LANGUAGES, catalogue, words
from pipelines.schema import VOCABULARIES

DASHBOARD = Path(__file__).parents[2] / "dashboard"
HANGUL = re.compile("[가-힣]")


def entries(language):
    """{key: list of its forms}."""
    return {
        (m.id if isinstance(m.id, str) else m.id[0]): (
            [m.string] if isinstance(m.string, str) else list(m.string)
        )
        for m in catalogue(language)
        if m.id
    }


def used_keys():
    """Every first argument of `say(...)`, `.say(...)`, `.many(...)`, `words(...)(...)`."""
    found = set()
    for path in DASHBOARD.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", None))
            is_words = (
                isinstance(node.func, ast.Call) and getattr(node.func.func, "id", "") == "words"
            )
            if name in ("say", "many") or is_words:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
                else:
                    assert path.name == "i18n.py", f"{path}:{node.lineno}: a key must be literal"
    return found


def test_a_key_stands_once_and_a_repeated_one_is_named(tmp_path, monkeypatch):
    folder = tmp_path / "ko" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    for name in ("one.po", "two.po"):
        (folder / name).write_text('msgid "a.key"\nmsgstr "말"\n', encoding="utf-8")
    monkeypatch.setattr(i18n, "LOCALES", tmp_path)
    with pytest.raises(ValueError, match=r"two\.po repeats the key 'a\.key'"):
        i18n.catalogue("ko")


def test_both_languages_have_the_same_files_and_keys():
    ko, en = ([path.name for path in i18n.catalogue_paths(lang)] for lang in LANGUAGES)
    assert ko == en
    assert set(entries("ko")) == set(entries("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_empty_or_fuzzy(language):
    assert not [m.id for m in catalogue(language) if m.id and m.fuzzy]
    for key, forms in entries(language).items():
        assert all(form.strip() for form in forms), key


def test_every_key_used_exists_and_every_other_is_gone():
    units = {f"unit.{code}" for code in (*VOCABULARIES["unit_of_measure"].codes, "dong", "gu")}
    assert used_keys() | units == set(entries("ko"))


def test_placeholders_are_the_same_in_both_languages():
    def placeholders(forms):
        return {name for form in forms for _, name, _, _ in string.Formatter().parse(form) if name}

    ko, en = entries("ko"), entries("en")
    different = {key for key in ko if placeholders(ko[key]) != placeholders(en[key])}
    # a catalogue may say that they are meant to differ: `#. placeholders differ: why`
    meant = {
        m.id if isinstance(m.id, str) else m.id[0]
        for language in LANGUAGES
        for m in catalogue(language)
        if any("placeholders differ:" in comment for comment in m.auto_comments)
    }
    assert different == meant


def test_english_entries_have_no_hangul_and_korean_ones_have():
    assert not {key for key, forms in entries("en").items() if any(map(HANGUL.search, forms))}
    # without Hangul: nothing but placeholders, signs and symbols of units
    without = {key for key, forms in entries("ko").items() if not all(map(HANGUL.search, forms))}
    signs = {key: re.sub(r"{\w+}", "", "".join(entries("ko")[key])) for key in without}
    assert not {key for key, left in signs.items() if re.search("[A-Za-z]", left)} - {
        "unit.kg", "unit.km2", "overview.points", "overview.points_sign"
    }  # fmt: skip


def test_plurals_follow_the_number():
    assert words("en").amount("household", 1) == "1 household"
    assert words("en").amount("household", 12_300) == "12,300 households"
    assert words("en").amount("fte", 0.5) == "0.5 FTE"
    assert words("ko").amount("household", 12_345, is_short=True) == "1만 2,300가구"
    assert words("ko").amount("person", 3_498_529) == "3,498,529명"
    assert words("ko").amount("kg", 27_000) == "27,000kg"


def test_a_missing_key_is_an_error_not_a_string_on_the_screen():
    with pytest.raises(KeyError, match=r"no\.such"):
        words("ko")("no.such")
