"""A server that answers as S3 does."""

import urllib.request
from contextlib import contextmanager

import pytest

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


@contextmanager
def bucket_of(files):
    """The address of a bucket with these files: {name: text}. The environment has the keys and the server's address."""
    fsspec = pytest.importorskip("fsspec")
    pytest.importorskip("s3fs")
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    place = {"AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_DEFAULT_REGION": "us-east-1"}
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {**place, **KEYS}.items():
            environment.setenv(name, value)
        again = urllib.request.Request(f"http://{host}:{port}/moto-api/reset", method="POST")
        urllib.request.urlopen(again).close()  # else it has the buckets of earlier servers of this process
        remote = fsspec.filesystem("s3", skip_instance_cache=True)
        type(remote).clear_instance_cache()  # else it lists the files of an earlier server
        remote.mkdir("cars")
        for name, text in files.items():
            remote.pipe(f"cars/{name}", text.encode())
        yield "s3://cars"
    server.stop()
