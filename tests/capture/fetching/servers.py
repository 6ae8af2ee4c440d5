"""Small servers on the loopback interface that answer with exactly the bytes a test gives them."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Answer = bytes | Callable[[socket.socket, threading.Event], None]


@dataclass
class Asked:
    """One request as it came: the path, and the headers by their lower-case names."""

    path: str
    headers: dict[str, str]


@dataclass
class Server:
    """Answers by path. `asked` holds the requests in their order; `connections` counts those that came in."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    scheme: str = "http"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def asked_for(self, path: str) -> list[Asked]:
        return [one for one in self.asked if one.path == path]


def response(
    body: bytes = b"", *, status: str = "200 OK", media_type: str = "text/html; charset=utf-8", **headers: str
) -> bytes:
    """A whole answer. Headers by keyword, underscores for hyphens; an empty value leaves one out."""
    told = {"Content-Type": media_type, "Content-Length": str(len(body)), "Connection": "close"}
    told |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return response(status=status, location=location)


@contextlib.contextmanager
def serving(answers: dict[str, Answer], *, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server in threads of its own, ended with everything it still sends when the test is over."""
    server = Server(answers=answers, scheme="https" if context else "http")
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server.port = listener.getsockname()[1]
        accepting = threading.Thread(target=_accept, args=(listener, server, context, over), daemon=True)
        accepting.start()
        try:
            yield server
        finally:
            over.set()
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            accepting.join(timeout=5)


def _accept(listener: socket.socket, server: Server, context: ssl.SSLContext | None, over: threading.Event) -> None:
    while not over.is_set():
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        server.connections += 1
        threading.Thread(target=_serve, args=(connection, server, context, over), daemon=True).start()


def _serve(plain: socket.socket, server: Server, context: ssl.SSLContext | None, over: threading.Event) -> None:
    with contextlib.suppress(OSError), plain:
        plain.settimeout(10)
        connection = context.wrap_socket(plain, server_side=True) if context else plain
        head = b""
        while b"\r\n\r\n" not in head:
            piece = connection.recv(65_536)
            if not piece:
                return
            head += piece
        request, *lines = head.decode("latin-1").split("\r\n\r\n")[0].split("\r\n")
        path = request.split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        server.asked.append(Asked(path=path, headers=headers))
        answer = server.answers.get(path, response(b"nothing here", status="404 Not Found"))
        if callable(answer):
            answer(connection, over)
        else:
            connection.sendall(answer)
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
        connection.close()


def dripping(start: bytes, drop: bytes, *, seconds: float = 0.05) -> Answer:
    """Sends `start`, then `drop` again and again, for ever."""

    def send(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        while not over.wait(seconds):
            connection.sendall(drop)

    return send


def flooding(start: bytes, piece: bytes) -> Answer:
    """Sends `start`, then `piece` as fast as it is taken, for ever."""

    def send(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(start)
        while not over.is_set():
            connection.sendall(piece)

    return send


def silent() -> Answer:
    """Takes the request and says nothing."""

    def wait(connection: socket.socket, over: threading.Event) -> None:
        over.wait(20)

    return wait
