// Brings a scene nearer, by wheel, fingers and keys, and drags what is nearer. The picture keeps its place on the page and
// its letters their size: only cells grow, until their numbers fit into them. The page's own scrolling is left alone: the
// wheel needs Ctrl, and a touch a second finger, unless the picture fills the screen.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

const WHOLE = { times: 1, left: 0, top: 0 }; // how much nearer, and which shares of the whole lie to the left and above
const NEAREST = 24;
const STEP = 1.5; // what a press of a key does
const ROLL = 0.002; // what a wheel does with each pixel, as a power of e
const LINE = 16; // pixels, for wheels that count lines
const HELD = 4; // pixels: who moves less has clicked
const ZOOM_KEYS = { "+": STEP, "=": STEP, "-": 1 / STEP, 0: 0 };

function listenForZoom(view) {
  const { canvas } = view;
  const back = document.createElement("button");
  Object.assign(back, { className: "back", type: "button", title: "The whole picture again (0)", hidden: true });
  back.onclick = () => zoom(view, 0);
  view.root.append(back);
  Object.assign(view, { back, lens: WHOLE, fingers: null });
  canvas.addEventListener("wheel", (event) => roll(view, event), { passive: false });
  canvas.addEventListener("touchstart", (event) => touch(view, event), { passive: false });
  canvas.addEventListener("touchmove", (event) => touch(view, event), { passive: false });
  canvas.addEventListener("touchend", () => (view.fingers = null));
  canvas.addEventListener("pointerdown", (event) => event.pointerType === "mouse" && hold(view, event));
  canvas.ondblclick = () => zoom(view, 0);
}

// Pixels of the enlarged picture that lie to the left of and above what is seen.
function shift({ lens, size }) {
  return { x: Math.round(lens.left * size.width * lens.times), y: Math.round(lens.top * size.height * lens.times) };
}

function isSeen(view, { left, top, width, height }) {
  const { x, y } = shift(view);
  return left + width > x && top + height > y && left < x + view.size.width && top < y + view.size.height;
}

// The same view of the whole, for a picture that is taken along.
function asWhole(view) {
  const { times } = view.lens;
  return { ...view, lens: WHOLE, unit: view.unit / times, above: view.above / times, pointed: null };
}

// `factor` times nearer, the point `at` in the canvas staying where it is; 0 for the whole.
function zoom(view, factor, at = { x: view.size.width / 2, y: view.size.height / 2 }) {
  if (!canZoom(view) || (!factor && view.lens === WHOLE)) return;
  const { lens, size } = view;
  const times = Math.max(1, Math.min(NEAREST, lens.times * factor));
  const gain = 1 / lens.times - 1 / times;
  lookThrough(view, times, lens.left + (at.x / size.width) * gain, lens.top + (at.y / size.height) * gain);
  view.said.textContent = times > 1 ? `${figure(Math.round(times * 10) / 10)} times nearer` : "the whole picture";
}

function lookThrough(view, times, left, top) {
  const inside = (share) => Math.max(0, Math.min(1 - 1 / times, share));
  view.lens = times > 1 ? { times, left: inside(left), top: inside(top) } : WHOLE;
  draw(view);
}

function drag(view, right, down) {
  const { times, left, top } = view.lens;
  lookThrough(view, times, left - right / (view.size.width * times), top - down / (view.size.height * times));
}

function canZoom(view) {
  return view.scene.tiles.length > 0 && view.size.height >= SMALLEST;
}

// So that a tile which keys have reached is seen.
function bringIntoSight(view, { left, top, width, height }) {
  const { x, y } = shift(view);
  const beyond = (from, length, start, room) =>
    Math.min(0, from - start) || Math.max(0, Math.min(from - start, from + length - start - room));
  const right = beyond(left, width, x, view.size.width);
  const down = beyond(top, height, y, view.size.height);
  if (right || down) drag(view, -right, -down);
}

function roll(view, event) {
  if (!canZoom(view) || !(event.ctrlKey || event.metaKey || view.root.matches(":fullscreen"))) return;
  event.preventDefault();
  const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE : 1);
  zoom(view, Math.exp(-ROLL * pixels), inCanvas(view, event));
  point(view, event);
}

function inCanvas(view, { clientX, clientY }) {
  const bounds = view.canvas.getBoundingClientRect();
  return { x: clientX - bounds.left, y: clientY - bounds.top };
}

function touch(view, event) {
  const isOurs = event.touches.length === 2 || (view.root.matches(":fullscreen") && view.lens !== WHOLE);
  if (!isOurs || !canZoom(view)) return;
  event.preventDefault();
  const places = Array.from(event.touches, (finger) => inCanvas(view, finger));
  const [first, last] = [places[0], places.at(-1)];
  const now = {
    count: places.length,
    apart: Math.hypot(first.x - last.x, first.y - last.y),
    x: (first.x + last.x) / 2,
    y: (first.y + last.y) / 2,
  };
  const before = view.fingers;
  view.fingers = now;
  if (before?.count !== now.count) return;
  if (now.count === 2) zoom(view, now.apart / Math.max(before.apart, 1), before);
  if (view.lens !== WHOLE) drag(view, now.x - before.x, now.y - before.y);
}

function hold(view, event) {
  if (view.lens === WHOLE || event.button !== 0) return;
  let last = event;
  let moved = 0;
  const move = (to) => {
    moved += Math.abs(to.clientX - last.clientX) + Math.abs(to.clientY - last.clientY);
    if (moved > HELD) drag(view, to.clientX - last.clientX, to.clientY - last.clientY);
    last = to;
  };
  const leave = () => {
    window.removeEventListener("pointermove", move);
    view.isDragged = moved > HELD; // the click that follows chooses nothing
    setTimeout(() => (view.isDragged = false));
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", leave, { once: true });
}
