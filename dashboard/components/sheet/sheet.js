// What the canvas of streamlit-drawable-canvas leaves to be done. It has fixed pixels: here it is scaled to the room that
// there is. It tells Python of a stroke a fifth of a second later, or when a button of its toolbar is pressed: here the
// end of a stroke presses it. The toolbar itself, which shows under a mouse alone and clears nothing that was on the
// sheet at first, stays away: the page has buttons for what it does.

const BARE = ".dc-toolbar { display: none !important; } .dc-canvas { outline: none; }";
const known = new WeakSet();

export default function ({ data, parentElement }) {
  const sheet = parentElement.closest(".st-key-sheet");
  if (known.has(sheet)) return;
  known.add(sheet);
  const canvas = () => sheet.querySelector(".st-key-paper [data-testid=stBidiComponentIsolated]")?.shadowRoot;
  const send = () => canvas()?.querySelector("[aria-label^=Update]")?.click();
  const strip = () => canvas() && !canvas().querySelector("style.bare") && canvas().append(bare());
  sheet.style.setProperty("--side", data.side);
  new ResizeObserver(() => sheet.style.setProperty("--shown", sheet.clientWidth)).observe(sheet);
  new MutationObserver(strip).observe(sheet, { childList: true, subtree: true });
  strip();
  sheet.onmousedown = () => window.addEventListener("mouseup", send, { once: true });
  sheet.ontouchstart = () => window.addEventListener("touchend", send, { once: true });
}

function bare() {
  const style = document.createElement("style");
  style.className = "bare";
  style.textContent = BARE;
  return style;
}
