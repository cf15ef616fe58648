// One action, one step back: Streamlit adds a step to the browser's history for every value that changes, and one more
// for a page. Only the first since the person did something is a step; the others change where that step leads.

export default function () {
  if (window.convscopeHistory) return;
  window.convscopeHistory = true;
  const add = window.history.pushState.bind(window.history);
  let isAction = false;
  for (const kind of ["pointerdown", "keydown", "drop", "input"]) {
    window.addEventListener(kind, () => (isAction = true), true);
  }
  window.history.pushState = (state, title, address) => {
    if (isAction) add(state, title, address);
    else window.history.replaceState(state, title, address);
    isAction = false;
  };
}
