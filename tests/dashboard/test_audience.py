"""Only a browser on this machine, talking to a server that only this machine reaches, is local."""

import pytest

from dashboard import audience


def scope(server="127.0.0.1", client="127.0.0.1", **headers):
    names = {"host": "127.0.0.1:8501", **{name.replace("_", "-"): v for name, v in headers.items()}}
    return {
        "type": "websocket",
        "server": (server, 8501),
        "client": (client, 50000),
        "headers": [(name.encode(), value.encode()) for name, value in names.items()],
    }


@pytest.mark.parametrize(
    ("request_scope", "bound_to"),
    [
        (scope(), "127.0.0.1"),
        (scope(host="localhost:8501", origin="http://localhost:8501"), "127.0.0.1"),
        (scope(server="::1", client="::1", host="[::1]:8501"), "::1"),
    ],
)
def test_this_machine_is_local(request_scope, bound_to):
    assert audience.is_local(request_scope, bound_to)


@pytest.mark.parametrize(
    ("request_scope", "bound_to"),
    [
        (scope(), "0.0.0.0"),  # the server is open to others
        (scope(), "192.168.0.7"),
        (scope(client="192.168.0.9"), "127.0.0.1"),
        (scope(server="192.168.0.7"), "127.0.0.1"),
        (scope(host="dabokdong.busan.kr"), "127.0.0.1"),  # a proxy, or DNS rebinding
        (scope(origin="http://dabokdong.busan.kr"), "127.0.0.1"),  # a proxy that rewrites Host
        (scope(x_forwarded_for="127.0.0.1"), "127.0.0.1"),
        (scope(forwarded="for=192.0.2.1"), "127.0.0.1"),
        (scope(via="1.1 gate"), "127.0.0.1"),
        (scope(host=""), "127.0.0.1"),
        (scope(origin="null"), "127.0.0.1"),
        ({**scope(), "client": None}, "127.0.0.1"),
    ],
)
def test_anything_not_clearly_local_is_not(request_scope, bound_to):
    assert not audience.is_local(request_scope, bound_to)


async def _headers_seen(request_scope):
    seen = {}

    async def app(inner, receive, send):
        seen.update({name.decode(): value.decode() for name, value in inner["headers"]})

    await audience.MarkLocal(app)(request_scope, None, None)
    return seen


def releases_of(request_scope):
    coroutine = _headers_seen(request_scope)
    with pytest.raises(StopIteration) as stop:  # nothing in it waits
        coroutine.send(None)
    return audience.releases(stop.value.value)


def test_a_local_request_sees_both_releases_and_begins_with_the_internal_one(monkeypatch):
    monkeypatch.setattr(audience, "_bound_to", ["127.0.0.1"])
    assert releases_of(scope()) == ("internal", "open")
    assert releases_of(scope(client="192.168.0.9")) == ("open",)


def test_a_server_whose_bind_address_is_unknown_shows_the_open_release(monkeypatch):
    monkeypatch.setattr(audience, "_bound_to", [])
    assert releases_of(scope()) == ("open",)


def test_the_mark_cannot_be_sent_from_outside(monkeypatch):
    monkeypatch.setattr(audience, "_bound_to", ["0.0.0.0"])
    assert releases_of(scope(x_dabokdong_local="1")) == ("open",)
    # not even the right one: what comes with a request is dropped
    assert releases_of(scope(x_dabokdong_local=audience._TOKEN)) == ("open",)


def test_without_the_middleware_a_guessed_mark_is_worth_nothing():
    assert audience.releases({"x-dabokdong-local": "internal"}) == ("open",)
    assert audience.releases({}) == ("open",)
