"""Somebody with a browser that does as it likes: plain HTTP, with or without the right tokens."""

from __future__ import annotations

import json
import re
import secrets
from typing import Any

import httpx


class Visitor:
    """A browser without a screen."""

    def __init__(self, url: str, account: dict[str, str] | None = None) -> None:
        self.http = httpx.Client(base_url=url, timeout=60)
        self.xsrf = ""
        if account:
            self.sign_in(account["name"], account["password"])

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def sign_in(self, name: str, password: str) -> httpx.Response:
        page = self.http.get("/login")
        token = re.search(r'name="_xsrf" value="([^"]+)"', page.text)
        assert token, "the sign-in page has no token"
        self.xsrf = token[1]
        form = {"_xsrf": self.xsrf, "name": name, "password": password}
        return self.http.post("/login", data=form)

    def get(self, path: str) -> httpx.Response:
        return self.http.get(path)

    def submit(self, path: str, **fields: str) -> httpx.Response:
        return self.http.post(path, data={"_xsrf": self.xsrf, **fields})

    def post(self, path: str, message: Any, **headers: str) -> httpx.Response:
        return self.http.post(path, json=message, headers={"X-XSRFToken": self.xsrf, **headers})

    def post_raw(self, path: str, message: Any) -> httpx.Response:
        """Post what a JSON library would not send, such as NaN."""
        headers = {"X-XSRFToken": self.xsrf, "Content-Type": "application/json"}
        return self.http.post(path, content=json.dumps(message), headers=headers)

    def say(self, interview: str, question: Any, voice: str, value: Any, **more: Any) -> Any:
        message = {
            "key": secrets.token_hex(16),
            "question": question,
            "row": None,
            "voice": voice,
            "value": value,
            "status": "answered",
            "entered": "self",
            "base": 0,
            **more,
        }
        return self.post(f"/interview/{interview}/answers", message)

    def happen(self, interview: str, happening: str, pin: str = "", **detail: Any) -> Any:
        message = {"key": secrets.token_hex(16), "happening": happening, "detail": detail}
        return self.post(f"/interview/{interview}/moments", {**message, "pin": pin})
