"""The ward alone in the world: every page works with nothing outside, and a fault is noticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Route, expect

from tests.browser.guard import Guard, guarded
from tests.browser.meeting import play, sign_in
from tests.browser.reasons import answering
from tests.browser.sheet import fill_sheet
from tests.browser.ward import Ward

pytestmark = pytest.mark.browser

# What a page is made of has arrived and is in use, and all of it is the ward's own.
COMPLETE = """() => {
  const parts = [...document.querySelectorAll("link[href], script, img, iframe, object, source")];
  const own = parts.every((part) => (part.src || part.href).startsWith(`${location.origin}/`));
  const styled = [...document.styleSheets].filter((sheet) => sheet.cssRules.length > 0);
  const seen = [...document.images].every((image) => image.complete && image.naturalWidth > 0);
  return document.readyState === "complete" && own && styled.length === 1 && seen;
}"""


def assert_complete(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.wait_for_load_state()
    assert page.evaluate(COMPLETE), f"{page.url} is not complete"


@pytest.fixture
def watched(browser: Browser, ward: Ward) -> Iterator[tuple[Page, Guard]]:
    """A page whose guard a test looks at by itself."""
    context, guard = browser.new_context(), Guard(ward.url)
    guard.watch(context)
    yield context.new_page(), guard
    guard.let_go()
    context.close()


def test_every_page_is_complete_and_usable_with_nothing_outside(
    ward: Ward, context: BrowserContext
) -> None:
    made = ward.run("dataset", "--out", str(ward.data.parent / "tables"))
    assert made.returncode == 0, made.stderr
    page = context.new_page()
    page.goto(ward.url)
    assert_complete(page, "Sign in")

    nora = ward.account("clinician")
    recorded = ward.interviews("recorded", nora["name"])[0]["patient"]
    sign_in(page, ward.url, nora)
    assert_complete(page, "Your people")
    page.get_by_role("link", name=f"Read the record {recorded}").click()
    assert_complete(page, "the record")
    page.locator("a.brand").click()
    half_way = ward.interviews("half_way", nora["name"])[0]
    page.locator(f"a[href='/interview/{half_way['id']}']").click()
    assert_complete(page, "The reasons on my record")
    steps = iter(range(100))
    play(page, answering, until=lambda *_: next(steps) == 2)
    page.reload()
    assert_complete(page, "The reasons on my record")

    page.goto("about:blank")  # a page that is still open would ask once more, signed out
    context.clear_cookies()
    sign_in(page, ward.url, ward.account("supervisor"))
    assert_complete(page, "Records to review")
    page.get_by_role("link", name=f"Read the record {recorded}").click()
    assert_complete(page, "the record")
    fill_sheet(page, note="Both views are kept.")
    page.get_by_role("button", name="Save the review").click()
    assert_complete(page, "Records to review")

    page.goto("about:blank")  # a page that is still open would ask once more, signed out
    context.clear_cookies()
    sign_in(page, ward.url, ward.account("researcher"))
    assert_complete(page, "Data sets")
    page.locator("details > summary").first.click()
    expect(page.locator("details .digest").first).to_be_visible()


def test_no_name_leads_out_of_this_browser(ward: Ward, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    # Even the name of this machine is none: the black hole is real, and not a lack of network.
    for name in (f"localhost:{ward.port}", "outside.test"):
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto(f"http://{name}/")
    context.close()


def test_a_picture_from_outside_is_noticed(watched: tuple[Page, Guard]) -> None:
    page, guard = watched
    picture = "http://outside.test/x.png"
    with page.expect_request(picture):
        page.goto(f"data:text/html,<img src='{picture}'>", wait_until="commit")
    assert guard.outside == [picture]


def test_an_inline_script_under_our_policy_is_noticed(
    ward: Ward, watched: tuple[Page, Guard]
) -> None:
    page, guard = watched

    def planted(route: Route) -> None:
        # The ward's own answer, headers and all, with a script put into its page.
        answered = route.fetch()
        body = answered.text().replace("</body>", "<script>window.ran = true</script></body>")
        route.fulfill(response=answered, body=body)

    page.route(f"{ward.url}/login", planted)
    page.goto(f"{ward.url}/login")
    assert page.evaluate("window.ran") is None
    assert any(fault.endswith("broken: script-src-elem inline") for fault in guard.faults)


def test_faults_of_a_page_are_noticed(ward: Ward, watched: tuple[Page, Guard]) -> None:
    page, guard = watched
    guard.provoked = ("status of 404",)
    page.goto(f"{ward.url}/no/such/page")
    assert guard.faults == []
    guard.provoked = ()
    page.goto(f"{ward.url}/no/such/page")
    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('planted'); })")
    with page.expect_console_message():
        page.evaluate("console.error('written')")
    assert len(guard.faults) == 3
    assert "status of 404" in guard.faults[0]
    assert {"written"} < set(guard.faults)
    assert any("planted" in fault for fault in guard.faults)


def test_a_context_with_a_fault_fails(ward: Ward, browser: Browser) -> None:
    with (
        pytest.raises(AssertionError, match="status of 404"),
        guarded(browser, ward.url) as opened,
    ):
        opened.new_page().goto(f"{ward.url}/no/such/page")
