// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls this.

// What Python has sent is JSON in bytes; a page that was saved holds what it said.
function received(sent) {
  return sent instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(sent)) : sent;
}
