// Keeps the drawing in the tab's own storage, so that a reload, which is a new session to the server, finds it again. It
// goes when the tab is closed. A browser that lends pages no storage keeps nothing.

const PLACE = "convscope drawing";
const IDLE = "notRunning";

export default function ({ data: sent, setTriggerValue }) {
  const data = received(sent);
  const storage = lent();
  if (!storage) return;
  if (data.isBegun) keepIn(storage, data.drawing);
  else if (storage.getItem(PLACE)) whenDone(() => setTriggerValue("found", storage.getItem(PLACE)));
}

// Before the page is done it takes out of its address what it could not show: what is put into it meanwhile would go too.
function whenDone(act) {
  const isRunning = (document.querySelector(".stApp")?.dataset.testScriptState ?? IDLE) !== IDLE;
  if (isRunning) setTimeout(whenDone, 30, act);
  else act();
}

function lent() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

function keepIn(storage, drawing) {
  try {
    if (drawing) storage.setItem(PLACE, drawing);
    else storage.removeItem(PLACE);
  } catch {
    storage.removeItem(PLACE); // no room: rather none than an old one
  }
}
