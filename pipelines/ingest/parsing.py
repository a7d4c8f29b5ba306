"""SQL that reads dates and numbers from text as offices write them; null for what is neither."""

from __future__ import annotations

from pipelines.ingest.quoting import literals

_DATES = ("%Y.%m.%d", "%Y.%m.%d.", "%Y. %m. %d", "%Y. %m. %d.", "%Y년 %m월 %d일", "%Y년%m월%d일")
_MONTHS = ("%Y-%m", "%Y%m", "%Y.%m", "%Y/%m", "%Y년 %m월", "%Y년%m월")

# Marks between thousands, and nothing else: 1,5 is no 15. RE2.
_GROUPED = " *[+-]? *([0-9]+|[0-9]{1,3}([, ][0-9]{3})+)([.][0-9]*)? *원? *"


def date_sql(text: str, formats: tuple[str, ...] = ()) -> str:
    """SQL of the date that a text says; in `formats` (strptime) only, where there are some.

    Otherwise 2017-03-04, 2017/3/4, 2017.3.4, 2017. 3. 4., 20170304, 2017년 3월 4일, each also with
    a time behind where DuckDB's own cast takes it. DuckDB takes words such as 'epoch' too, hence
    the digit that is asked for; %Y%m%d would take 201612 for 2 January, hence the length.
    """
    if formats:
        parsed = f"try_strptime({text}, [{literals(formats)}])::date"
        return f"case when regexp_matches({text}, '[0-9]') then {parsed} end"
    plain = f"case when length({text}) = 8 then try_strptime({text}, '%Y%m%d')::date end"
    other = f"try_strptime({text}, [{literals(_DATES)}])::date"
    parsed = f"coalesce(try_cast({text} as date), {plain}, {other})"
    return f"case when {text} between '0' and ':' then {parsed} end"


def month_sql(text: str, formats: tuple[str, ...] = ()) -> str:
    """SQL of the first day of the month that a text says: 2017-03, 2017년 3월, any day of it."""
    value = date_sql(text, formats)
    if not formats:
        month = f"try_strptime({text}, [{literals(_MONTHS)}])::date"
        value = f"coalesce(case when {text} between '0' and ':' then {month} end, {value})"
    return f"date_trunc('month', {value})::date"


def number_sql(text: str, multiply: float | None = None, *, is_whole: bool = False) -> str:
    """SQL of the number that a text says: thousands commas and 원 are taken off; times `multiply`.

    Null for commas and blanks that part no thousands (a decimal comma among them), for infinities,
    and, of whole numbers, for fractions and for what a DOUBLE cannot hold exactly.
    """
    marks = " or ".join(f"contains({text}, '{mark}')" for mark in (",", " ", "원"))
    is_plain = f"not ({marks}) or regexp_full_match({text}, '{_GROUPED}')"
    # '_' is no thousands mark here, though DuckDB takes it for one
    digits = f"translate({text}, '_,원 ', '?')"
    number = f"try_cast(case when {is_plain} then {digits} end as double)"
    if multiply is not None:
        number = f"round({number} * {multiply}, 6)"
    if not is_whole:
        return f"(case when isfinite({number}) then {number} end)"
    return (
        f"(case when {number} = trunc({number}) and abs({number}) < 9e15 then {number}::bigint end)"
    )
