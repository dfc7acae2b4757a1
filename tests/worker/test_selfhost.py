"""The worker in workerd: it starts, serves, and finds its data again."""

import urllib.error
import urllib.request


def fetch(url, method="GET", **headers):
    request = urllib.request.Request(url, method=method, headers=headers)
    return urllib.request.urlopen(request, timeout=30)


def test_it_is_healthy(worker):
    with fetch(worker.url + "/v1/health/") as answer:
        assert answer.status == 200
