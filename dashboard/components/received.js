// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

// What Python has sent is JSON in bytes; a page that was saved holds what it said.
function received(sent) {
  return sent instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(sent)) : sent;
}

// The end of a call that shows something: Streamlit may end one late, when another has followed and shows the same.
function lastEnd(view, end) {
  view.end = end;
  return () => view.end === end && end();
}
