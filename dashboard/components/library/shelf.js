// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls this.

// What this tab has of the library: scripts as text, what draws by them, and by its element each picture that waits.
function shelf() {
  window.convscopeLibrary ??= { scripts: new Map(), drawn: new Map(), waiting: new Map() };
  return window.convscopeLibrary;
}
