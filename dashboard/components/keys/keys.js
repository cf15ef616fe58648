// Keys of the whole page, each with the name that Python hears when it is pressed. Nothing is shown.

const TYPED = "input, textarea, select, [contenteditable=true]";
const OWN = "canvas, button, a, summary, [role=slider], [role=radio], [role=option], [role=tab]"; // what has keys of its own:
const ITS_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " ", "Enter"];
const hearing = new WeakMap(); // Streamlit calls this again for other keys, and does not end the call before
// Of two requests that wait Streamlit keeps the later one, and with it what the browser had not yet heard: so one is made
// at a time, with all that was pressed until then.
const LONGEST = 2000; // milliseconds to wait for the answer; what was asked was lost then
let unheard = []; // of [moment, name], each moment later than the one before
let asked = 0; // when Python was told, and had not answered
let visit; // of a page: what is asked while another one is opened is lost

export default function ({ data: sent, parentElement, setTriggerValue }) {
  const data = received(sent);
  const tell = () => {
    asked = Date.now();
    setTriggerValue("pressed", [...unheard]);
  };
  const isAnswer = data.visit !== visit || unheard[0]?.[0] <= data.heard;
  unheard = unheard.filter(([moment]) => moment > data.heard);
  visit = data.visit;
  if (isAnswer) asked = 0;
  if (isAnswer && unheard.length) tell();
  hearing.get(parentElement)?.abort();
  const end = new AbortController();
  hearing.set(parentElement, end);
  const hear = (event) => {
    const name = data.names[event.key];
    const [at] = event.composedPath();
    const isBusy = at.closest?.(TYPED) || (at.closest?.(OWN) && ITS_KEYS.includes(event.key));
    if (!name || isBusy || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const last = unheard.at(-1)?.[0] ?? data.heard;
    unheard.push([Math.max(Date.now(), last + 1), name]);
    if (Date.now() - asked > LONGEST) tell();
  };
  window.addEventListener("keydown", hear, { signal: end.signal });
  parentElement.querySelector(".keys").dataset.hears = Object.keys(data.names).join(" ");
  return () => end.abort();
}
