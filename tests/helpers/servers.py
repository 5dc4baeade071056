"""A server in a process of its own, and requests to it."""

import http.client
import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

SOURCE = Path(__file__).parents[2] / "src"
SECONDS = 60  # for an answer, on a machine that is busy


@contextmanager
def served(model, *words):
    """The process and its address. It is ended as a person ends it."""
    command = [
        sys.executable,
        "-c",
        "from lrcli.cli.app import entry; entry()",
        "serve",
        str(model),
        "--port",
        "0",
        *words,
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=SOURCE)
    try:
        yield process, process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS)
    finally:
        process.kill()
        process.communicate()


class Client:
    """A connection that is kept, as programs keep one."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=SECONDS)

    def ask(self, method, path, body=None, **headers):
        """Status, headers and body of the answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(method, path, body, named)
        answer = self.connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    def predict(self, cases, query=""):
        """What is answered to cases in JSON."""
        status, _, body = self.ask("POST", f"/predict{query}", json.dumps(cases), content_type="application/json")
        return status, json.loads(body)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.connection.close()
