"""A list of visits as CSV, for the Dong office alone."""

from __future__ import annotations

import csv
import io

from pipelines.export.cells import neutralise
from pipelines.risk.visits import VisitList

_HEADER = ("순번", "가구 가명번호", "점수 구간", "선정 방법", "무작위 추출 확률",
           "이유 1", "이유 2", "이유 3", "방문일", "결과")  # fmt: skip
_BANDS = {"very_high": "매우 높음", "high": "높음", "middle": "보통", "low": "낮음"}
_NOTICES = (
    "{name} · 동 {dong} · {month} 방문 대상 {count}가구(무작위 {explored}가구 포함) · 산출 {build}",
    "가구 단위 자료입니다. 동 담당자만 보고 복사하거나 밖으로 내보내지 마십시오. 열람은 기록됩니다",
    "점수는 도움의 자격이나 우선권을 정하지 않습니다. 찾아가 확인할 순서를 제안할 뿐입니다",
    "무작위로 뽑은 가구는 점수가 모르는 것을 알아보려는 것이니 "
    "같은 정성으로 찾아가 결과를 적어 주십시오",
)
_INVENTED = "가상 자료: 실제 가구가 아니라 프로그램이 지어낸 것입니다"


def to_visit_csv(visits: VisitList, *, name: str, is_invented: bool) -> bytes:
    """The list as UTF-8 with a byte-order mark, lines ending with CR LF; notices first.

    Parameters
    ----------
    name : of the deployment, in Korean.
    is_invented : whether to say that no real household stands behind it.

    Returns
    -------
    bytes
        Two empty columns at the end take the day and the outcome of the visit. Text that a
        spreadsheet would run as a formula has an apostrophe before it.
    """
    facts = {
        "name": name,
        "dong": visits.dong_code,
        "month": f"{visits.month:%Y-%m}",
        "count": len(visits.rows),
        "explored": visits.explored,
        "build": visits.build_id,
    }
    out = io.StringIO()
    sentences = [notice.format(**facts) for notice in _NOTICES]
    for sentence in ([_INVENTED] if is_invented else []) + sentences:
        out.write(f"# {sentence.replace(',', ';')}\r\n")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADER)
    for row in visits.rows.to_dict("records"):
        reasons = [row[f"reason_{n}"] for n in (1, 2, 3)]
        words = [neutralise(reason) if isinstance(reason, str) else "" for reason in reasons]
        if not any(words):
            words[0] = "무작위 탐색" if row["is_explored"] else "두드러진 이유 없음"
        writer.writerow(
            (
                row["position"],
                neutralise(str(row["household"])),
                _BANDS.get(row["band"], ""),
                "무작위" if row["is_explored"] else "점수순",
                f"{row['draw_probability']:.4f}" if row["is_explored"] else "",
                *words,
                "",
                "",
            )
        )
    return out.getvalue().encode("utf-8-sig")
