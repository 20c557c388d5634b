"""A balancer probes by address, whatever the Host is."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["10.0.0.7", "10.0.0.7:8000", "[::1]", "some-pod", "evil.example"])
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_is_answered_by_any_name(client, address, host):
    response = client.get(address, headers={"host": host})
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_all_else_wants_the_portals_own_name(client):
    assert client.get("/subprocessors/", headers={"host": "evil.example"}).status_code == 400
