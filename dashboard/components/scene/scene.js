// Shows a scene (see dashboard/draw/scenes.py) on one canvas: nothing is computed here but places and colours.

const SMALLEST = 100; // pixels: a picture that is lower is there to choose by, not to take along
const PHONE = 600; // a window that is narrower is held in a hand, nearer to the eye
const views = new WeakMap();

export default function ({ data: sent, parentElement, setTriggerValue }) {
  const data = received(sent);
  const root = parentElement.querySelector(".scene");
  const view = views.get(parentElement) ?? open(root);
  views.set(parentElement, view);
  view.shared = data.shared.map((one) => (typeof one === "string" ? floats(one) : one));
  view.pick = (part, tile) => setTriggerValue("picked", { key: part.key, tile });
  view.tell = (off) => setTriggerValue("switched", off);
  if (!play(view, data, (moment) => setTriggerValue("played", moment))) show(view, data);
  // Streamlit may end a call late, when another has followed and shows the same picture: that one's film goes on.
  const end = () => view.end === end && cancelAnimationFrame(view.turning);
  view.end = end;
  return end;
}

function show(view, data) {
  view.data = view.root.given = data;
  view.told = null;
  const isForHands = data.hears && data.scenes[0].tiles.some((tiles) => tiles.clickable);
  view.canvas.setAttribute("role", isForHands ? "application" : "img");
  view.canvas.setAttribute("aria-label", data.scenes[0].alt);
  showBars(view, data);
  for (const kind of ["title", "note"]) {
    view[kind].textContent = data[kind] ?? "";
    view[kind].hidden = !data[kind];
  }
  draw(view);
}

// Of all that Python laid out, the widest scene that there is room for. Larger letters have less room.
function choose(view, available) {
  const fitting = view.data.scenes.filter(({ told }) => told * view.zoom <= available);
  const scene = fitting.at(-1) ?? view.data.scenes[0];
  if (view.told === scene.told) return;
  if (view.scene?.tiles.length !== scene.tiles.length) forget(view);
  if (view.scene?.width !== scene.width || view.scene.height !== scene.height) view.lens = WHOLE;
  view.told = scene.told;
  view.scene = { ...scene, tiles: scene.tiles.map((tiles) => unpack(view, tiles)) };
  view.scene.tiles.filter((tiles) => tiles.switches).forEach((tiles) => keepSwitched(view, tiles));
  if (view.pointed) isStillThere(view) ? sayAgain(view) : forget(view);
}

function open(root) {
  const canvas = document.createElement("canvas");
  const tip = document.createElement("div");
  const bars = document.createElement("div");
  const said = document.createElement("div");
  const moment = document.createElement("div");
  const [title, note] = [span("title"), span("note")];
  moment.className = "moment";
  moment.hidden = true;
  tip.className = "tip";
  said.className = "said";
  said.setAttribute("aria-live", "polite");
  canvas.tabIndex = 0;
  root.replaceChildren(canvas, bars, tip, said, moment);
  root.before(title);
  root.after(note);
  const view = { root, title, canvas, tip, bars, note, said, moment, film: null, pointed: null };
  const observer = new ResizeObserver(() => view.data && root.isConnected && draw(view));
  observer.observe(root);
  listen(view);
  listenForZoom(view);
  view.figure = () => figureOf(view);
  view.more = addMenu(view, { "Nearer (+)": { act: () => zoom(view, STEP * STEP), isThere: canZoom } }).button;
  return view;
}

// What is taken along: the whole picture, however near a part of it is.
function figureOf(view) {
  const { data, scene, size } = view;
  const bars = scene.boxes.filter((box) => box.value !== null).map((box) => ["bar", box.name, 0, 0, box.value]);
  const values = valued(view).flatMap(({ names, values, points }) =>
    Array.from(view.shared[values], (value, at) => [points === undefined ? "bar" : "point", view.shared[names][at], 0, 0, value]),
  );
  return {
    named: data.named,
    alt: data.scenes[0].alt,
    bars: data.scenes[0].bars,
    size,
    drawn: (pen) => drawScene(asWhole(view), pen),
    rows: [...scene.tiles.flatMap(cellsOf), ...bars, ...values],
  };
}

function cellsOf(tiles) {
  return Array.from(tiles.values, (value, number) => {
    const at = Math.floor(number / tiles.channels);
    const inside = at % (tiles.height * tiles.width);
    const tile = Math.floor(at / (tiles.height * tiles.width));
    const name = [tiles.names[tile] ?? "", ...(tiles.channels > 1 ? [COLORS[number % tiles.channels]] : [])].join(", ");
    return [tiles.key, name, Math.floor(inside / tiles.width), inside % tiles.width, value];
  });
}

// On the whole screen everything is as it was laid out for the page, letters too, and larger.
function enlarged(view, width, height) {
  if (!view.root.matches(":fullscreen")) return 1;
  const room = window.innerHeight - view.bars.offsetHeight;
  return Math.min((0.94 * window.innerWidth) / width, (0.94 * room) / height);
}

function unpack(view, tiles) {
  const [count, height, width, channels = 1] = tiles.shape;
  const values = view.shared[tiles.values];
  const lows = Array.isArray(tiles.limits) ? repeated(tiles.limits, count) : view.shared[tiles.limits];
  const ramp = makeRamp(view.data.scales[tiles.meaning]);
  const sheet = paint(values, lows, ramp, count, height, width, channels);
  const clickable = tiles.clickable && view.data.hears;
  const [names, marks] = [view.shared[tiles.names], [...view.shared[tiles.marks]]];
  return { ...tiles, clickable, names, marks, count, height, width, channels, values, sheet, ramp, lows };
}

function repeated([low, high], count) {
  return Float32Array.from({ length: 2 * count }, (_, at) => (at % 2 ? high : low));
}

function draw(view) {
  const { canvas, root } = view;
  const available = root.matches(":fullscreen") ? view.available : root.clientWidth;
  if (!available) return;
  view.available = available;
  view.tone = tones(root);
  view.zoom = view.tone.base / LETTERS;
  view.smallest = (window.innerWidth < PHONE ? 11 : 14) * view.zoom;
  choose(view, available);
  const { scene } = view;
  let unit = Math.min(available / scene.width, scene.largest * view.zoom);
  const margins = scene.margin[0] + scene.margin[1];
  const times = enlarged(view, scene.width * unit, scene.height * unit + margins * view.zoom);
  unit *= times;
  view.zoom *= times;
  view.smallest *= times;
  view.tone.base *= times;
  const above = scene.margin[0] * view.zoom;
  const width = Math.round(scene.width * unit);
  const height = Math.round(scene.height * unit + margins * view.zoom);
  view.more.hidden = height < SMALLEST;
  const sharp = window.devicePixelRatio || 1;
  const { times: nearer } = view.lens;
  Object.assign(view, { unit: unit * nearer, above: above * nearer, size: { width, height } });
  view.back.hidden = view.lens === WHOLE;
  view.back.textContent = `\u00d7${nearer.toFixed(1)} \u21ba`;
  view.back.setAttribute("aria-label", `${view.back.textContent} ${view.back.title}`);
  view.back.style.left = `${canvas.offsetLeft + width - view.back.offsetWidth}px`;
  canvas.width = width * sharp;
  canvas.height = height * sharp;
  canvas.style.width = `${width}px`;
  const pen = canvas.getContext("2d");
  pen.setTransform(sharp, 0, 0, sharp, 0, 0);
  const { x, y } = shift(view);
  pen.translate(-x, -y);
  drawScene(view, pen);
  canvas.dataset.tiles = scene.tiles.reduce((sum, tiles) => sum + tiles.count, 0);
}

function showBars(view, data) {
  view.bars.replaceChildren(
    ...data.scenes[0].bars.map((bar) => {
      const row = document.createElement("div");
      row.className = "bar";
      const [low, scale, high, words] = ["low", "scale", "high", "words"].map((name) => span(name, bar[name] ?? ""));
      const ramp = span("ramp");
      ramp.style.background = `linear-gradient(to right, ${data.scales[bar.meaning].join(", ")})`;
      const ticks = bar.ticks.map(([share, said]) => {
        const tick = span(`tick ${said === "0" ? "zero" : ""}`, said);
        tick.style.left = `${100 * share}%`;
        return tick;
      });
      scale.append(ramp, ...ticks);
      const line = span("line");
      line.append(low, scale, high);
      row.append(line, words);
      return row;
    }),
  );
}

function span(name, words = "") {
  const part = document.createElement("span");
  part.className = name;
  part.textContent = words;
  return part;
}
