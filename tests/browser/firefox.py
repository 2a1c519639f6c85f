"""A real Firefox, driven over WebDriver BiDi: the protocol that it speaks by itself.

Playwright can drive only a Firefox of its own, and no program has to stand between.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from websocket import create_connection

KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Space": " ", "ArrowDown": "\ue015"}

# Nothing but a page's own requests is wanted; and no request finds a way out of the machine.
_PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "signon.rememberSignons": False,
    "toolkit.telemetry.server": "",
}

_REPORTS = """(report) => addEventListener("securitypolicyviolation", (event) =>
  report(`Content Security Policy broken: ${event.violatedDirective} ${event.blockedURI}`))"""

# Where the pointer has to go: the middle of what is seen, once the page is there with its script,
# and nothing lies over it.
_POINT = """(() => {
  const all = [...document.querySelectorAll(%s)];
  const target = all.find((element) => element.checkVisibility());
  if (!target || document.readyState !== "complete") return null;
  target.scrollIntoView({ block: "center", behavior: "instant" });
  const box = target.getBoundingClientRect();
  const point = [box.x + box.width / 2, box.y + box.height / 2].map(Math.round);
  return target.contains(document.elementFromPoint(...point)) ? point : null;
})()"""


class FirefoxError(Exception):
    """Firefox refused what it was asked."""


class Firefox:
    """A window with one tab: `requests` is all its pages asked for, `faults` what they did wrong.

    What is pressed and typed are real events of a pointer and a keyboard. A selector means the
    first element that it fits and that can be seen.
    """

    def __init__(self, executable: str, profile: Path) -> None:
        self.requests: list[str] = []
        self.faults: list[str] = []
        self._number = 0
        profile.mkdir(parents=True, exist_ok=True)
        lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in _PREFERENCES.items()]
        (profile / "user.js").write_text("\n".join(lines), "utf-8")
        command = [executable, "--headless", "--no-remote", "--profile", str(profile)]
        self._log = profile / "firefox.log"
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                [*command, "--remote-debugging-port=0"],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            address = f"{self._address()}/session"
            self._socket = create_connection(address, timeout=120, suppress_origin=True)
            self._begin()
        except BaseException:
            self._end()
            raise

    def _address(self) -> str:
        until = time.monotonic() + 120
        while self._process.poll() is None and time.monotonic() < until:
            found = re.search(r"BiDi listening on (ws://\S+)\n", self._log.read_text("utf-8"))
            if found:
                return found[1]
            time.sleep(0.1)
        raise FirefoxError(f"Firefox did not start:\n{self._log.read_text('utf-8')}")

    def _begin(self) -> None:
        self._call("session.new", capabilities={})
        events = ["log.entryAdded", "network.beforeRequestSent", "script.message"]
        self._call("session.subscribe", events=events)
        channel = {"type": "channel", "value": {"channel": "policy"}}
        self._call("script.addPreloadScript", functionDeclaration=_REPORTS, arguments=[channel])
        self._tab = self._call("browsingContext.getTree")["contexts"][0]["context"]

    def close(self) -> None:
        self._socket.close()
        self._end()

    def _end(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    # The wire

    def _call(self, method: str, **params: Any) -> dict[str, Any]:
        """Send a command and wait for what comes of it; events on the way are kept."""
        self._number += 1
        said = {"id": self._number, "method": method, "params": params}
        self._socket.send(json.dumps(said))
        while True:
            heard = json.loads(self._socket.recv())
            if heard["type"] == "event":
                self._keep(heard["method"], heard["params"])
            elif heard["id"] == self._number:
                break
        if heard["type"] == "error":
            raise FirefoxError(f"{method}: {heard['error']}: {heard['message']}")
        result: dict[str, Any] = heard["result"]
        return result

    def _keep(self, event: str, params: dict[str, Any]) -> None:
        if event == "network.beforeRequestSent":
            self.requests.append(params["request"]["url"])
        elif event == "script.message":
            self.faults.append(params["data"]["value"])
        elif event == "log.entryAdded" and params["level"] == "error":
            self.faults.append(f"{params['type']}: {params['text']}")

    # What a person does

    def goto(self, url: str) -> None:
        self._call("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    def reload(self) -> None:
        self._call("browsingContext.reload", context=self._tab, wait="complete")

    def click(self, selector: str) -> None:
        x, y = self.wait(_POINT % json.dumps(selector))
        there = {"type": "pointerMove", "x": x, "y": y}
        buttons = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act({"type": "pointer", "id": "mouse", "actions": [there, *buttons]})

    def press(self, *keys: str) -> None:
        """Press keys one after the other: letters, or names of KEYS."""
        kinds = ("keyDown", "keyUp")
        pressed = [{"type": kind, "value": KEYS.get(k, k)} for k in keys for kind in kinds]
        self._act({"type": "key", "id": "keyboard", "actions": pressed})

    def fill(self, selector: str, text: str) -> None:
        """Click into an empty field and type."""
        self.click(selector)
        self.press(*text)

    def _act(self, device: dict[str, Any]) -> None:
        self._call("input.performActions", context=self._tab, actions=[device])

    def printed(self) -> str:
        """The page as PDF on A4, in base64."""
        paper = {"width": 21.0, "height": 29.7}
        edges = dict.fromkeys(("top", "bottom", "left", "right"), 1.4)
        done = self._call("browsingContext.print", context=self._tab, page=paper, margin=edges)
        return str(done["data"])

    # What a person sees

    def js(self, expression: str) -> Any:
        """The value of an expression in the page."""
        asked = f"JSON.stringify({expression})"
        target = {"context": self._tab}
        heard = self._call("script.evaluate", expression=asked, target=target, awaitPromise=False)
        if heard["type"] == "exception":
            raise FirefoxError(heard["exceptionDetails"]["text"])
        value = heard["result"].get("value")
        return None if value is None else json.loads(value)

    def text(self, selector: str) -> str:
        """What can be read in the first element that fits, or nothing if there is none."""
        return str(self.js(f"document.querySelector({json.dumps(selector)})?.innerText ?? ''"))

    def wait(self, expression: str, seconds: float = 60) -> Any:
        """The value of an expression as soon as it is true; a page may come and go meanwhile."""
        until, fault = time.monotonic() + seconds, None
        while time.monotonic() < until:
            try:
                if value := self.js(expression):
                    return value
            except FirefoxError as error:
                fault = error
            time.sleep(0.05)
        seen = self.text("body")
        raise AssertionError(f"never true: {expression}\n{fault or ''}\nThe page says:\n{seen}")
