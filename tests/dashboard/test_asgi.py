import json
import socket

import pytest
from starlette.requests import Request

from dashboard import asgi, data
from pipelines.errors import InputError
from tests.dashboard import beds


def asked(**params):
    return Request({"type": "http", "method": "GET", "headers": [], "path_params": params})


def test_health_names_the_current_build_of_each_deployment(bed):
    answer = asgi.healthz(asked())
    assert answer.status_code == 200
    assert json.loads(answer.body) == {"status": "ok", "builds": {beds.DEPLOYMENT: beds.BUILD}}


def test_health_is_503_with_the_reason_where_nothing_is_published(data):
    answer = asgi.healthz(asked())
    assert answer.status_code == 503
    assert "Nothing is published" in json.loads(answer.body)["reason"]


def test_health_is_503_where_a_publication_is_damaged(bed):
    description = next(bed.rglob("build.json"))
    description.write_text("{", encoding="utf-8")
    assert asgi.healthz(asked()).status_code == 503


def test_shapes_are_served_for_the_current_publication_only(bed):
    info = data.build(beds.DEPLOYMENT)
    current = asgi.shapes(asked(deployment=beds.DEPLOYMENT, version=data.version(info)))
    assert current.status_code == 200
    assert "immutable" in current.headers["cache-control"]
    assert current.body.count(b'"dong_code"') == 3 * beds.DONGS_A_GU
    assert asgi.shapes(asked(deployment=beds.DEPLOYMENT, version="older")).status_code == 404
    assert asgi.shapes(asked(deployment="../../etc", version="x")).status_code == 404


def test_shapes_of_one_gu_or_of_the_gus_alone_are_served_too(bed):
    version = data.version(data.build(beds.DEPLOYMENT))

    def dongs_of(part):
        return asgi.shapes(asked(deployment=beds.DEPLOYMENT, version=f"{version}.{part}"))

    assert dongs_of("26120").body.count(b'"dong_code"') == beds.DONGS_A_GU
    assert dongs_of("gus").body.count(b'"dong_code"') == 0
    assert dongs_of("gus").body.count(b'"gu_code"') == 3
    assert dongs_of("99999").status_code == 404


def test_the_first_page_has_a_name_too_and_keeps_the_view():
    answer = asgi.first_page(Request({"type": "http", "query_string": b"gu=26110&lang=en",
                                      "path": "/overview", "headers": []}))  # fmt: skip
    assert answer.headers["location"] == "/?gu=26110&lang=en"


def test_a_port_in_use_is_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"--port {port + 1}"):
            asgi.run(port=port)


def test_the_config_file_keeps_the_app_at_home_and_silent():
    options = asgi._options(asgi.CONFIG)
    assert options["browser.gatherUsageStats"] is False
    assert options["server.address"] == "127.0.0.1"
    assert options["server.headless"] is True
    assert options["client.showErrorDetails"] == "none"
    assert not [value for value in map(str, options.values()) if "://" in value]
    # Streamlit fills ten places; fewer colours break every chart
    assert len(options["theme.light.chartCategoricalColors"]) == 10
    assert len(options["theme.dark.chartCategoricalColors"]) == 10


def test_a_defect_shows_a_sentence_and_the_number_under_which_the_log_has_it(monkeypatch, caplog):
    shown = []
    monkeypatch.setattr(asgi.st, "error", shown.append)
    assert asgi.report_error(RuntimeError("secret detail")) is True
    (sentence,) = shown
    (record,) = [r for r in caplog.records if r.name == "dashboard.asgi"]
    (number,) = record.args
    assert number in sentence
    assert "secret detail" not in sentence
    assert "secret detail" in caplog.text
