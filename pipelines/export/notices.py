"""The sentences that stand on every file that is taken away."""

from __future__ import annotations

from typing import Literal

from pipelines.publication import BuildInfo, Release

Language = Literal["ko", "en"]

_NOTICES = {
    "ko": {
        "build": "{name} · {first} ~ {last} · 산출 {build_id} ({built_at})",
        "invented": "가상 자료: 실제 가구의 기록이 아니라 프로그램이 지어낸 것입니다 "
        "(시드 {seed} · 규모 {scale})",
        "open": "공개용: 작은 수는 가렸고(비공개 · 0이나 결측이 아님) "
        "나머지는 조금씩 바꾸어 5 단위로 맞추었습니다",
        "internal": "내부용: 정확한 집계입니다. 밖으로 내보내지 마십시오",
        "attribution": "출처: {attribution}",
    },
    "en": {
        "build": "{name} · {first} to {last} · build {build_id} ({built_at})",
        "invented": "INVENTED DATA: made up by a program; no record of any real household "
        "(seed {seed}; scale {scale})",
        "open": "Open release: small counts are hidden (suppressed; neither zero nor missing); "
        "the others are slightly changed and brought to multiples of 5",
        "internal": "Internal release: exact aggregates. Do not pass on",
        "attribution": "Sources: {attribution}",
    },
}  # fmt: skip


def notices(info: BuildInfo, release: Release, language: Language = "ko") -> tuple[str, ...]:
    """The sentences that stand on every export: build, invented data, release, attribution."""
    words = _NOTICES[language]
    facts = {
        "name": getattr(info, f"name_{language}"),
        "attribution": getattr(info, f"attribution_{language}"),
        "first": f"{info.first_month:%Y-%m}",
        "last": f"{info.last_month:%Y-%m}",
        "build_id": info.build_id,
        "built_at": info.built_at,
        "seed": info.seed,
        "scale": info.scale,
    }
    kinds = ["build", *(["invented"] if info.is_invented else []), release, "attribution"]
    return tuple(words[kind].format(**facts) for kind in kinds)
