"""Accessibility checks of a page as it stands, by axe-core."""

from typing import Any, TypedDict

import pytest
from playwright.async_api import Page

from tests.nodes import ROOT

_AXE = ROOT / "clients" / "web" / "node_modules" / "axe-core" / "axe.min.js"
_GRAVE = {"serious", "critical"}

# Animations are ended first: a text that is fading in has not yet its contrast.
_RUN = """async () => {
  for (const animation of document.getAnimations()) {
    if (Number.isFinite(animation.effect?.getComputedTiming().endTime)) animation.finish();
  }
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations.map(({ id, impact, nodes }) => ({ id, impact, nodes: nodes.map((node) => node.html) }));
}"""


class Finding(TypedDict):
    """A rule that is broken, its impact, and the elements that break it as HTML."""

    id: str
    impact: str
    nodes: list[str]


async def findings(page: Page) -> list[Finding]:
    """Return the serious and the critical findings of a page as it is shown now.

    The script is evaluated by the browser's debugger, which a Content-Security-Policy does not bind.
    """
    if not _AXE.exists():
        pytest.skip("axe-core is not installed: run `make dev`")
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE.read_text())
    found: list[Any] = await page.evaluate(_RUN)
    return [each for each in found if each["impact"] in _GRAVE]


async def expect_accessible(page: Page) -> None:
    """Fail if the page as it is shown now has a serious or a critical finding."""
    found = await findings(page)
    assert not found, found
