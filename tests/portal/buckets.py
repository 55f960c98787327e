"""A bucket for tests: moto's S3, spoken to over real HTTP on loopback."""

import logging
import uuid
from collections.abc import Iterator
from functools import cache

import boto3
import pytest
from moto.server import ThreadedMotoServer

from portal.storage.s3 import Address


@pytest.fixture(scope="session")
def endpoint() -> Iterator[str]:
    """Run an S3 server; return its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def address(endpoint: str) -> Address:
    """Make an empty bucket and return where it is."""
    made = Address(
        bucket=f"evidence-{uuid.uuid4().hex[:12]}",
        prefix="photos",
        endpoint=endpoint,
        region="us-east-1",
        key_id="test",
        secret="test",
    )
    client(made).create_bucket(Bucket=made.bucket)
    return made


@cache
def client(address: Address):  # type: ignore[no-untyped-def] # boto3 makes its type at run time
    """Return a client that looks past the store."""
    return boto3.client(
        "s3",
        endpoint_url=address.endpoint,
        region_name=address.region,
        aws_access_key_id=address.key_id,
        aws_secret_access_key=address.secret,
    )
