"""Somebody who has a keyboard and nothing else, and looks at where the focus is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

FIRST = "Go to the main part"
_MOST_STOPS = 160
"""Who presses Tab more often than this to get somewhere has given up."""

# What somebody sees who looks at the screen after a Tab, worked out in one go. The element that
# had the focus before is kept, so that its look now can be told from its look then.
_LOOK = """() => {
  const it = document.activeElement;
  const seen = (e) => {
    const label = e.labels && e.labels[0];
    const of = (x) => { const s = getComputedStyle(x);
      return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow].join(" "); };
    return of(e) + (label ? of(label) : "");
  };
  const before = window.keyboardStop;
  const found = { lost: it === document.body || it === null, before: null, look: "" };
  if (before && before.isConnected && before !== it) {
    const follows = before.compareDocumentPosition(it) & Node.DOCUMENT_POSITION_FOLLOWING;
    found.before = { look: seen(before), follows: Boolean(follows) };
  }
  window.keyboardStop = it;
  if (found.lost) return found;
  const box = it.getBoundingClientRect();
  const fixed = Boolean(it.closest(".talk-bar"));
  const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const own = [it, ...(it.labels || [])];
  found.look = seen(it);
  found.covered = !middle || !own.some((e) => e.contains(middle) || middle.contains(e));
  found.top = fixed ? null : box.top + window.scrollY;
  found.bottom = fixed ? null : box.bottom + window.scrollY;
  return found;
}"""


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the focus is, as a screen reader says it."""

    role: str
    name: str

    def is_at(self, role: str, name: str) -> bool:
        # What is only said, and not shown, follows: "Take out: Pacing".
        said = self.name == name or self.name.startswith((f"{name}:", f"{name} "))
        return self.role == role and said


class Keyboard:
    """Presses keys, and says where that leads. Nothing else ever moves the focus."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stops = 0
        self._devtools = page.context.new_cdp_session(page)
        self._last: dict[str, Any] | None = None

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self._last = None

    def look_away(self) -> None:
        """The page moved the focus by itself, so the next stop follows no other."""
        self._last = None

    def here(self) -> Stop:
        """The role and the accessible name of what has the focus, from the browser's own tree."""
        found = self._devtools.send("Runtime.evaluate", {"expression": "document.activeElement"})
        known = {"objectId": found["result"]["objectId"], "fetchRelatives": False}
        (node, *_) = self._devtools.send("Accessibility.getPartialAXTree", known)["nodes"]
        role = str(node.get("role", {}).get("value", ""))
        name = str(node.get("name", {}).get("value", ""))
        return Stop(role, " ".join(name.replace(" :", ":").split()))

    def tab(self) -> Stop:
        """The next stop, which has to be seen, and to come after the one before."""
        last = self._last
        self.page.keyboard.press("Tab")
        look = self.page.evaluate(_LOOK)
        self.stops += 1
        self._last = look
        if look["lost"]:
            return Stop("", "")  # past the end of the page, as it is in every browser
        at = self.here()
        assert at.name, f"a {at.role} has no name"
        assert not look["covered"], f"{at} lies under something else while it has the focus"
        # After the last stop comes the first; a browser with a window has its own between them.
        if last and not last["lost"] and at.name != FIRST:
            before = look["before"]
            assert before is None or before["look"] != last["look"], f"before {at}: no focus seen"
            assert before is None or before["follows"], f"{at} comes before the stop before it"
            if last["top"] is not None and look["top"] is not None:
                assert look["bottom"] > last["top"], f"{at} stands above the stop before it"
        return at

    def to(self, role: str, name: str) -> Stop:
        """Tab on until the control with this name has the focus."""
        if self.here().is_at(role, name):
            return self.here()
        passed = []
        for _ in range(_MOST_STOPS):
            at = self.tab()
            if at.is_at(role, name):
                return at
            passed.append(f"{at.role} {at.name!r}")
        raise AssertionError(f"the keyboard finds no {role} {name!r}, only {passed[:40]}")

    def push(self, role: str, name: str) -> None:
        """Press a button, follow a link or open what is folded."""
        self.to(role, name)
        self.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Write into the field with this name."""
        self.to("textbox", name)
        self.page.keyboard.type(text)
        self._last = None

    def pick(self, role: str, name: str) -> None:
        """Pick a choice: a box by the space bar, a radio by the arrows once inside its group."""
        if role == "checkbox":
            self.to(role, name)
            self.press("Space")
            return
        for _ in range(_MOST_STOPS):
            if self.tab().role == "radio":
                break
        self.press("Space")
        for _ in range(40):
            if self.here().is_at("radio", name):
                return
            self.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {name!r}")
