// All that a picture sends of its script, which is in the library: it is called as soon as that is there.

const NAME = "the figure's";
const PATIENCE = 1000; // milliseconds, until a picture that still waits asks for the library

export default function (given) {
  const { drawn, waiting } = shelf();
  if (drawn.has(NAME)) return drawn.get(NAME)(given);
  let end;
  const call = () => {
    end = drawn.get(NAME)(given);
  };
  const ask = () => given.setTriggerValue("wanted", true);
  waiting.set(given.parentElement, { name: NAME, call, ask });
  askAfter(PATIENCE);
  return () => {
    if (waiting.get(given.parentElement)?.call === call) waiting.delete(given.parentElement);
    end?.();
  };
}

// As long as a picture waits, less and less often: what it asks for can be lost too.
function askAfter(patience) {
  const library = shelf();
  library.asking ??= setTimeout(() => {
    library.asking = null;
    const [first] = library.waiting.values();
    if (!first) return;
    first.ask();
    askAfter(2 * patience);
  }, patience);
}
