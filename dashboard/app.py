"""The frame of every page: who looks, at which publication, in which language; then the page.

Run by `dashboard.asgi`; a page file says only what stands between the bar and the foot.
"""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

import streamlit as st

from dashboard import audience, data, filters, formats, maps
from dashboard.blocks import plain
from dashboard.filters import Scope
from dashboard.i18n import LANGUAGES, Words, words
from pipelines.errors import DabokdongError, NotBuiltError
from pipelines.read import BuildInfo

log = logging.getLogger("dashboard.app")
PAGES = Path(__file__).parent / "app_pages"


def main() -> None:
    """Draw the frame and the chosen page in it."""
    try:
        releases = audience.releases(st.context.headers)
        scope = filters.open_scope(data.deployments(), releases)
    except NotBuiltError:
        _nothing_published()
        return
    say = scope.words
    st.set_page_config(page_title=say("app.title"), layout="wide")
    page = st.navigation(_pages(say), position="top")
    st.html(maps.ASSETS / "page.css")
    info = data.build(scope.deployment)
    _bar(scope, info)
    doubts = st.container()
    try:
        page.run()
    except DabokdongError as error:
        st.error(plain(_failure(error, say)))
    filters.write_address()
    # only the page knows which of its controls could not follow the address
    if sentences := filters.doubts(scope):
        mark = "- " if len(sentences) > 1 else ""
        doubts.warning("\n".join(f"{mark}{plain(sentence)}" for sentence in sentences))
    _foot(scope, info)


def _pages(say: Words) -> list[st.Page]:
    """The pages in the order of the menu, each with its title; the first is where one arrives."""
    titles = {
        "overview": say("overview.menu"),
        "coverage_gap": say("coverage_gap.menu"),
        "unreached": say("unreached.menu"),
        "channels": say("channels.menu"),
        "case_flow": say("case_flow.menu"),
        "resources": say("resources.menu"),
        "budget_balance": say("budget_balance.menu"),
        "trial_outcomes": say("trial_outcomes.menu"),
        "data_quality": say("data_quality.menu"),
    }
    return [
        st.Page(PAGES / f"{name}.py", title=title, url_path=name, default=place == 0)
        for place, (name, title) in enumerate(titles.items())
    ]


def _failure(error: DabokdongError, say: Words) -> str:
    """What the reader can do, in their language; the English sentence is for the log."""
    number = secrets.token_hex(4)
    log.error("%s %s: %s", number, type(error).__name__, error)
    if not isinstance(error, NotBuiltError):
        return say("app.error", id=number)
    is_estimate = "dabokdong estimate" in str(error)
    return say("app.not_estimated") if is_estimate else say("app.not_built")


def _bar(scope: Scope, info: BuildInfo) -> None:
    """Name, deployment, build and, where the data are made up, that they are."""
    say = scope.words
    built = formats.full_date(formats.parse_date(info.built_at), scope.language)
    name, about = st.columns([3, 4], vertical_alignment="center")
    name.markdown(f"**{plain(say('app.title'))}** · {plain(scope.deployment_name)}")
    about.markdown(
        plain(say("app.build", date=built, build=info.build_id, release=_release_name(scope))),
        text_alignment="right",
    )
    if info.is_invented:
        st.markdown(f":orange-background[{plain(say('invented.banner'))}]")


def _foot(scope: Scope, info: BuildInfo) -> None:
    """Where the data and the boundaries come from; the same words as on every export."""
    say = scope.words
    attribution = info.attribution_ko if scope.language == "ko" else info.attribution_en
    built = formats.full_date(formats.parse_date(info.built_at), scope.language)
    lines = [
        attribution,
        say("app.build", date=built, build=info.build_id, release=_release_name(scope)),
    ]
    if info.is_invented:
        lines.append(say("invented.banner"))
    st.divider()
    st.caption("  \n".join(plain(line) for line in lines))


def _release_name(scope: Scope) -> str:
    say = scope.words
    return {"internal": say("release.internal_long"), "open": say("release.open_long")}[
        scope.release
    ]


def _nothing_published() -> None:
    """Say so in each language: which one the reader wants is not known yet."""
    st.set_page_config(layout="wide")
    for language in LANGUAGES:
        st.info(plain(words(language)("app.nothing_published")))


main()
