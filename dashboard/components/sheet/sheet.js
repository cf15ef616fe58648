// What the canvas of streamlit-drawable-canvas leaves to be done. It has fixed pixels: here it is scaled to the room that
// there is. It tells Python of a stroke a fifth of a second later, or when a button of its toolbar is pressed: here the
// end of a stroke presses it. The toolbar itself, which shows under a mouse alone and clears nothing that was on the
// sheet at first, stays away: the page has buttons for what it does.

const BARE = ".dc-toolbar { display: none !important; } .dc-canvas { outline: none; }";
const LONGEST = 2000; // milliseconds to wait for another sheet; one that was asked for in vain does not come
const sheets = new WeakMap(); // of what each has: its number, until when it is awaited, the buttons still to be pressed

export default function ({ data, parentElement }) {
  const sheet = parentElement.closest(".st-key-sheet");
  if (!sheet) return; // taken away before it was called
  const known = sheets.get(sheet);
  const view = known ?? { number: data.number, awaited: 0, waiting: [] };
  if (view.number !== data.number) goOn(view, data.number);
  if (known) return;
  sheets.set(sheet, view);
  const canvas = () => sheet.querySelector(".st-key-paper [data-testid=stBidiComponentIsolated]")?.shadowRoot;
  const send = () => canvas()?.querySelector("[aria-label^=Update]")?.click();
  const strip = () => canvas() && !canvas().querySelector("style.bare") && canvas().append(bare());
  sheet.style.setProperty("--side", data.side);
  new ResizeObserver(() => sheet.style.setProperty("--shown", sheet.clientWidth)).observe(sheet);
  new MutationObserver(strip).observe(sheet, { childList: true, subtree: true });
  strip();
  sheet.onmousedown = () => window.addEventListener("mouseup", send, { once: true });
  sheet.ontouchstart = () => window.addEventListener("touchend", send, { once: true });
  const tools = document.querySelector(".st-key-drawing_tools");
  tools.addEventListener("click", (event) => hold(view, event), true);
}

// Of two buttons that are pressed before it runs again Streamlit calls the later one first, and one pressed twice once:
// so each waits until the one before has changed the sheet.
function hold(view, event) {
  const button = event.target.closest(".stButton button");
  if (!button) return;
  if (Date.now() < view.awaited) {
    event.stopPropagation();
    view.waiting.push(button);
  } else {
    if (view.awaited) view.waiting = []; // they have waited in vain
    view.awaited = Date.now() + LONGEST;
  }
}

function goOn(view, number) {
  view.number = number;
  view.awaited = 0;
  setTimeout(() => {
    // when the buttons are those of this sheet
    view.waiting = view.waiting.filter((button) => !button.disabled);
    view.waiting.shift()?.click();
  });
}

function bare() {
  const style = document.createElement("style");
  style.className = "bare";
  style.textContent = BARE;
  return style;
}
