"""Two servers that share a bucket on this machine."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.worker.conftest import Worker
from worker.selfhost.config import Cluster

SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()  # until nobody needs it
"""


@contextmanager
def bucket() -> Iterator[Mapping[str, str]]:
    """The options of an S3 bucket named `spaces`."""
    command = [sys.executable, "-c", SERVER]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True) as s3:
        assert s3.stdin and s3.stdout
        endpoint = f"http://127.0.0.1:{int(s3.stdout.readline())}"
        urllib.request.urlopen(urllib.request.Request(f"{endpoint}/spaces", method="PUT"), timeout=30).close()
        yield {
            "aws_endpoint": endpoint,
            "aws_region": "us-east-1",
            "aws_access_key_id": "any",
            "aws_secret_access_key": "any",
        }
        s3.stdin.close()


@contextmanager
def pair(first: Path, second: Path, haste: int = 1) -> Iterator[tuple[Worker, Worker]]:
    """Both servers. With `haste`, they wait for that fraction of the usual time before one takes over."""
    with bucket() as options:
        cluster = Cluster("s3://spaces/lettawasm", "127.0.0.1:0", options, key="k" * 32, haste=haste)
        one = Worker(first, cluster=cluster)
        two = Worker(second, {"LETTAWASM_ADMIN_SECRET": one.admin_secret}, cluster=cluster)
        with one, two:
            one.start()
            two.start()
            yield one, two
