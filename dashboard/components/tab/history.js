// One action, one step back. Streamlit adds a step to the browser's history for every value that the server changes and
// one more for a page, and none for a widget's own: here the first change of the address since the person did something
// is a step, and the others change where that step leads.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

function keepHistory() {
  const { history } = window;
  const [add, replace] = [history.pushState.bind(history), history.replaceState.bind(history)];
  let isAction = false;
  for (const kind of ["pointerdown", "keydown", "drop"]) window.addEventListener(kind, () => (isAction = true), true);
  window.addEventListener("popstate", () => (isAction = false), true);
  history.pushState = history.replaceState = (state, title, address) => {
    const isElsewhere = new URL(address ?? "", window.location.href).href !== window.location.href;
    (isAction && isElsewhere ? add : replace)(state, title, address);
    if (isElsewhere) isAction = false;
  };
}
