"""The README's pictures, taken from the running dashboard: `python -m tests.screenshots`."""

import shutil
import tempfile
from pathlib import Path

from tests.core.digits.test_preparation import FOUR
from tests.e2e.pen import draw
from tests.servers import BROWSER_FLAGS, ROOT, serve

FOLDER = ROOT / "dashboard" / "screenshots"
SHOTS = {
    "journey": ("", "light"),
    "kernels": ("kernels", "light"),
    "activations": ("activations?layer=conv2d_1", "dark"),
    "pixel": ("pixel?layer=conv2d_1&channel=25&row=5&column=3", "light"),
    "ablation": ("ablation?off=12&off=6&off=5", "dark"),
    "filters": ("filters?network=four_conv&layer=conv2d_3&rescued=true", "light"),
    "digits": ("digits?network=four_conv", "dark"),
    "why": ("why", "light"),
    "fool": ("fool", "dark"),
    "comparison": ("comparison?compared=confusion", "light"),
    "robustness": ("robustness?down=2&right=3", "dark"),
    "draw": ("draw", "light"),
}


def main():
    from playwright.sync_api import sync_playwright

    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder, serve(Path(folder)) as server:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=BROWSER_FLAGS)
        for name, (path, scheme) in SHOTS.items():
            page = browser.new_page(viewport={"width": 1366, "height": 768}, color_scheme=scheme)
            page.goto(f"{server.address}/{path}")
            page.locator("[data-testid=stMain] :is(canvas, table)").first.wait_for()
            if name == "draw":
                draw(page, FOUR, scale=0.6, right=0.05, down=0.05)
            page.wait_for_timeout(1500)
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
