"""Words of the screens: gettext `.po` files, compiled in memory, so there is no build step.

One file for the frame (`dabokdong.po`) and one for each page or room; together they are one
catalogue, in which a key stands once.
"""

from __future__ import annotations

import gettext
import io
from functools import lru_cache
from pathlib import Path
from typing import Literal

from babel.messages import Catalog, mofile, pofile

from dashboard import formats

Language = Literal["ko", "en"]
LOCALES = Path(__file__).parent / "locales"
LANGUAGES: tuple[Language, ...] = ("ko", "en")  # the first is the default


def catalogue_paths(language: Language) -> list[Path]:
    """The files of one language's catalogue."""
    return sorted((LOCALES / language / "LC_MESSAGES").glob("*.po"))


def catalogue(language: Language) -> Catalog:
    """All entries of one language.

    Raises ValueError for a key that stands in two files.
    """
    together = Catalog(locale=language)
    for path in catalogue_paths(language):
        with path.open("rb") as file:
            for message in pofile.read_po(file, locale=language):
                if not message.id:
                    continue
                if message.id in together:
                    raise ValueError(f"{path.name} repeats the key {message.id!r}.")
                together[message.id] = message
    return together


class Words:
    """The sentences of one language; call it with a key.

    A key that the catalogue lacks is a KeyError: an untranslated string never reaches a screen.
    """

    def __init__(self, language: Language, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of `key`, its `{placeholders}` filled with `values`."""
        return self._filled(key, self._translations.gettext(key), values)

    def many(self, key: str, number: float, **values: object) -> str:
        """The sentence of `key` in the plural form for `number`; `{n}` is left to `values`."""
        # gettext knows plurals of whole numbers only; 1.5 and 0.5 take the plural in English
        whole = int(number) if float(number).is_integer() else 2
        return self._filled(key, self._translations.ngettext(key, key, whole), values)

    def amount(self, unit: str, number: float, *, is_short: bool = False) -> str:
        """A number with its unit: `1만 2,300가구`, `12,300 households`.

        `unit` is a code of the vocabulary `unit_of_measure`, or `dong`; `is_short` rounds to three
        significant digits, as prose wants it.
        """
        text = formats.short(number, self.language) if is_short else self.number(number)
        return self.many(f"unit.{unit}", number, n=text)

    def number(self, number: float) -> str:
        """An exact number with its thousands marked."""
        return formats.number(number, self.language)

    def _filled(self, key: str, text: str, values: dict[str, object]) -> str:
        if text == key:
            raise KeyError(f"The {self.language} catalogue has no entry {key!r}.")
        return text.format(**values) if values else text


@lru_cache(maxsize=len(LANGUAGES))
def words(language: Language) -> Words:
    """The words of `language`, one of `LANGUAGES`."""
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Words(language, gettext.GNUTranslations(compiled))
