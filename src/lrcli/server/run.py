"""Listen on this machine and answer until Ctrl-C."""

import socket
from collections.abc import Callable

from lrcli.errors import LrcliError
from lrcli.model.linear import Model

HOST = "127.0.0.1"  # this machine alone: the server has no passwords
WAITING = 1024  # connections that may wait for an answer
SECONDS_TO_END = 5  # for answers that have begun when the server is told to end


def serve(model: Model, port: int, on_start: Callable[[str], None]) -> None:
    """Serve until the process is interrupted. port: 0 for any that is free; on_start: gets the address.

    Raise LrcliError where Starlette or uvicorn is absent, or the port is taken.
    """
    try:
        import uvicorn

        from lrcli.server.app import app
    except ImportError as error:
        package = (error.name or "").partition(".")[0]
        raise LrcliError(f"serve needs {package}: pip install 'lrcli[serve]'") from None
    settings = uvicorn.Config(
        app(model), access_log=False, log_level="warning", timeout_graceful_shutdown=SECONDS_TO_END, lifespan="off"
    )
    with listening(port) as listener:
        on_start(f"http://{HOST}:{listener.getsockname()[1]}/")
        try:
            uvicorn.Server(settings).run(sockets=[listener])
        except KeyboardInterrupt:  # uvicorn has ended in order, and hands the signal on
            return


def listening(port: int) -> socket.socket:
    """A socket on the port."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(WAITING)
    except OSError as error:
        listener.close()
        reason = error.strerror or str(error)
        raise LrcliError(f"cannot listen on port {port}: {reason}; give another with --port, or 0 for any") from None
    return listener
