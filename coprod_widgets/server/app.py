"""Voila as the ward's server: our routes and no others."""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import shutil
import signal
import socket
import tempfile
import webbrowser
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

import tornado.web
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from traitlets.config import Config
from voila.app import Voila

from coprod_widgets.errors import CoprodError
from coprod_widgets.server.answers import Answers, Card, Sections
from coprod_widgets.server.copies import Copies, CopyPage, CopyPdf
from coprod_widgets.server.desk import Alike, Reviewed
from coprod_widgets.server.devices import DevicePage, JoinPage, SecondScreen, ShowCode
from coprod_widgets.server.drafts import ForgetDraft, KeepRating, KeepReview
from coprod_widgets.server.events import Events
from coprod_widgets.server.handler import NotThere, WardHandler
from coprod_widgets.server.home import Home
from coprod_widgets.server.identity import ShutDoor, WardIdentity
from coprod_widgets.server.listeners import no_listeners
from coprod_widgets.server.moments import Moments
from coprod_widgets.server.pages import static_files, templates_folder
from coprod_widgets.server.people import NoteResearch, PersonPage, PrepareTalk
from coprod_widgets.server.presence import Presence
from coprod_widgets.server.record_page import RecordPage
from coprod_widgets.server.recorder import Recorder
from coprod_widgets.server.renders import Renders
from coprod_widgets.server.review import RatingPage, ReviewPage
from coprod_widgets.server.sign_in import SignInPage, SignOut, no_tries
from coprod_widgets.server.talk import AskAgain, OpenAgain, StartTalk, TalkPage
from coprod_widgets.server.talk_api import LARGEST
from coprod_widgets.server.team import TeamPage, TeamPicture
from coprod_widgets.settings import Settings
from coprod_widgets.store import Store
from coprod_widgets.workbook.kernel import kernel_config

_PAGES_AT_ONCE = max(2, os.cpu_count() or 2)
_HEALTHY_FOR = 5.0
_ID = r"([a-z]_[a-z0-9]{1,40})"

log = logging.getLogger("coprod")


class StaticFile(WardHandler):
    """The form's script and style, under names that change with their content."""

    open_to_all = True
    open_to_devices = True

    def get(self, name: str) -> None:
        """The file; a browser may keep it for ever, because its name would change."""
        if name not in static_files():
            raise tornado.web.HTTPError(404)
        content, kind = static_files()[name]
        self.set_header("Content-Type", kind)
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.finish(content)


class NoIcon(WardHandler):
    """Browsers ask for an icon by themselves; there is none, and that is no error."""

    open_to_all = True
    open_to_devices = True

    def get(self) -> None:
        """Nothing."""
        self.set_status(204)


class Health(WardHandler):
    """Whether the server answers, and its database can be read and written."""

    open_to_all = True
    open_to_devices = True

    async def get(self) -> None:
        """A word, and nothing about anybody. Asking often costs no more than asking once."""
        tried: float = self.settings["health"].get("tried", 0.0)
        if tried < monotonic() - _HEALTHY_FOR:
            await self.aside(self.store.try_out)
            self.settings["health"]["tried"] = monotonic()
        self.finish("ok")


ROUTES: list[tuple[str, type[tornado.web.RequestHandler]]] = [
    (r"/", Home),
    (r"/login", SignInPage),
    (r"/logout", SignOut),
    (r"/health", Health),
    (r"/favicon.ico", NoIcon),
    (r"/static/([a-z0-9.]+)", StaticFile),
    (rf"/people/{_ID}", PersonPage),
    (rf"/people/{_ID}/talks", PrepareTalk),
    (rf"/people/{_ID}/research", NoteResearch),
    (r"/join", JoinPage),
    (r"/join/(over|left)", DevicePage),
    (rf"/interview/{_ID}", TalkPage),
    (rf"/interview/{_ID}/open", StartTalk),
    (rf"/interview/{_ID}/reopen", OpenAgain),
    (rf"/interview/{_ID}/again", AskAgain),
    (rf"/interview/{_ID}/answers", Answers),
    (rf"/interview/{_ID}/moments", Moments),
    (rf"/interview/{_ID}/card", Card),
    (rf"/interview/{_ID}/sections", Sections),
    (rf"/interview/{_ID}/events", Events),
    (rf"/interview/{_ID}/copy", Copies),
    (rf"/interview/{_ID}/copy/([1-9][0-9]{{0,5}})", CopyPage),
    (rf"/interview/{_ID}/copy/([1-9][0-9]{{0,5}})\.pdf", CopyPdf),
    (rf"/interview/{_ID}/screen", SecondScreen),
    (rf"/interview/{_ID}/code", ShowCode),
    (rf"/records/{_ID}", RecordPage),
    (rf"/records/{_ID}/review", ReviewPage),
    (rf"/records/{_ID}/review/kept", KeepReview),
    (rf"/records/{_ID}/rating", RatingPage),
    (rf"/records/{_ID}/rating/kept", KeepRating),
    (rf"/records/{_ID}/forget", ForgetDraft),
    (r"/reviewed", Reviewed),
    (r"/alike", Alike),
    (r"/team", TeamPage),
    (r"/.*", NotThere),
]


class WardApp(Voila):
    """Voila with a store: it executes workbooks and serves their pages, and nothing else."""

    store: Store

    def setup_template_dirs(self) -> None:
        """Our own template, wherever it was installed, and none that an address could ask for."""
        folder = templates_folder() / "voila" / "templates" / "coprod"
        self.template_paths = [str(folder)]
        self.static_paths: list[str] = []

    def init_handlers(self) -> list[Any]:
        """Our routes. Kernels, files, terminals and Voila's own pages are not among them."""
        return list(ROUTES)

    def init_settings(self) -> dict[str, Any]:
        """Voila's settings, and what our handlers need."""
        settings: dict[str, Any] = super().init_settings()
        settings.update(
            app=self,
            store=self.store,
            language=self.store.settings.language,
            secure_cookies=self.store.settings.secure_cookies,
            invented=self.store.invented() is not None,
            threads=ThreadPoolExecutor(8, thread_name_prefix="ward"),
            listeners=no_listeners(),
            presence=Presence(),
            health={},
            renders=Renders(_PAGES_AT_ONCE),
            tries=no_tries(),
            team=TeamPicture(self.store.settings),
            recorder=Recorder(self.store),
            xsrf_cookies=True,
            xsrf_cookie_kwargs={
                "httponly": True,
                "samesite": "Strict",
                "secure": self.store.settings.secure_cookies,
            },
            log_function=_log_request,
            default_handler_class=NotThere,
            # Safe with what is secret in a page: it is never sent to another site's request.
            compress_response=True,
            autoreload=False,
        )
        return settings


def _log_request(handler: tornado.web.RequestHandler) -> None:
    # Paths hold ids only; what stands behind a question mark is the caller's and is left out.
    log.info("%s %s %s", handler.get_status(), handler.request.method, handler.request.path)


def serve(
    settings: Settings,
    *,
    port: int | None = None,
    open_browser: bool = False,
    on_ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve the ward until it is told to stop.

    Raises:
        CoprodError: the data folder can't be opened, or the port is in use.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    wanted = settings.port if port is None else port
    with Store.open(settings) as store:
        asyncio.run(_serve(store, bound(settings.address, wanted), open_browser, on_ready))


def bound(address: str, port: int) -> list[socket.socket]:
    """Sockets that listen on a port.

    Raises:
        CoprodError: it is in use, or the address or the port can't be listened on.
    """
    try:
        return bind_sockets(port, address)
    except (socket.gaierror, UnicodeError):
        problem = f"There is no address '{address}'."
    except OSError as error:
        if error.errno == errno.EACCES:
            problem = f"Port {port} of {address} needs more rights than this account has."
            raise CoprodError(problem, "Use one above 1023: --port 8870") from None
        if error.errno != errno.EADDRNOTAVAIL:
            problem = f"Port {port} of {address} is in use."
            raise CoprodError(problem, "Use another one: --port 8871") from None
        problem = f"This machine does not have the address '{address}'."
    raise CoprodError(problem, 'Set one that it has in coprod.toml: address = "127.0.0.1"')


async def _serve(
    store: Store,
    sockets: list[socket.socket],
    open_browser: bool,
    on_ready: Callable[[str], None],
) -> None:
    app = _voila(store)
    app.connection_dir = tempfile.mkdtemp(prefix="coprod-ward-")
    settings = app.init_settings()
    web = tornado.web.Application(app.init_handlers(), **settings)
    # Guesses of passwords are counted by machine, and without a proxy anybody could claim another.
    server = HTTPServer(web, max_body_size=LARGEST * 2, xheaders=store.settings.behind_proxy)
    server.add_sockets(sockets)
    stop = asyncio.Event()
    _stop_on_signals(stop)
    recording = asyncio.create_task(settings["recorder"].run())
    host, port = sockets[0].getsockname()[:2]
    url = f"http://{host}:{port}/"
    on_ready(url)
    if open_browser:
        webbrowser.open(url)
    try:
        await stop.wait()
    finally:
        recording.cancel()
        await settings["renders"].close()
        await settings["team"].close()
        server.stop()
        await app.kernel_manager.shutdown_all(now=True)
        shutil.rmtree(app.connection_dir, ignore_errors=True)


def _voila(store: Store) -> WardApp:
    config = Config(kernel_config())
    config.VoilaConfiguration.template = "coprod"
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.show_tracebacks = False
    config.Application.log_level = logging.WARNING
    config.Voila.log_level = logging.WARNING
    config.Voila.identity_provider_class = WardIdentity
    config.Voila.authorizer_class = ShutDoor
    app = WardApp(config=config)
    app.store = store
    # Not `initialize`: it would read configuration files and folders that are not ours.
    from voila.configuration import VoilaConfiguration

    app.voila_configuration = VoilaConfiguration(parent=app)
    app.setup_template_dirs()
    return app


def _stop_on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(name, stop.set)
        except NotImplementedError:  # Windows has no such handlers; Ctrl-C still ends it there
            return
