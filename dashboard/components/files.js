// Files that a person takes along: how they are handed over and called, and what words become in them.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

function handOver(blob, named, kind) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${fileName(named)}.${kind}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// Letters and digits alone: whatever a layer is called, it names no other folder.
function fileName({ title, whose }) {
  const plain = `${title} ${whose}`.toLowerCase().replace(/[^\p{Letter}\p{Number}]+/gu, "_");
  return plain.replace(/^_+|_+$/g, "").slice(0, 120);
}

// For HTML and XML; what XML has no place for is a space.
function escaped(words) {
  const readable = words.replace(/[\p{Cc}\ufffe\uffff]/gu, " ");
  return readable.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
