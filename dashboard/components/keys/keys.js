// Keys of the whole page, each with the name that Python hears when it is pressed. Nothing is shown.

const TYPED = "input, textarea, select, [contenteditable=true]";
const OWN = "canvas, button, a, summary, [role=slider], [role=radio], [role=option], [role=tab]"; // what has keys of its own:
const ITS_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", " ", "Enter"];
const hearing = new WeakMap(); // Streamlit calls this again for other keys, and does not end the call before

export default function ({ data: sent, parentElement, setTriggerValue }) {
  const data = received(sent);
  hearing.get(parentElement)?.abort();
  const end = new AbortController();
  hearing.set(parentElement, end);
  const hear = (event) => {
    const name = data.names[event.key];
    const [at] = event.composedPath();
    const isBusy = at.closest?.(TYPED) || (at.closest?.(OWN) && ITS_KEYS.includes(event.key));
    if (!name || isBusy || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    setTriggerValue("pressed", name);
  };
  window.addEventListener("keydown", hear, { signal: end.signal });
  parentElement.querySelector(".keys").dataset.hears = Object.keys(data.names).join(" ");
  return () => end.abort();
}
