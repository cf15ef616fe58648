// Draws the chain of one pixel (see dashboard/app_pages/pixel/chains.py): a picture for every stage, and the working of the chosen cell.
// Nothing is computed here but places and colours: what a cell sees is looked up, stage by stage, in tables from Python.

const views = new WeakMap();
const FILL_SECONDS = 7;

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".chain");
  const view = views.get(parentElement) ?? open(root);
  views.set(parentElement, view);
  stop(view);
  view.data = data;
  view.pick = (target) => {
    view.isFollowed = true;
    setTriggerValue("picked", target);
  };
  view.part = (part) => setTriggerValue("part", part);
  view.slide = () => setTriggerValue("slid", Date.now());
  view.ramps = Object.fromEntries(Object.entries(data.scales).map(([meaning, anchors]) => [meaning, makeRamp(anchors)]));
  view.pointed = null;
  view.tone = tones(root);
  build(view);
  if (view.isFollowed) view.strip.focus({ preventScroll: true });
  view.isFollowed = false;
  if (data.slide) play(view);
  return () => view.observer.disconnect();
}

function open(root) {
  const view = { root, strip: make("div", "strip"), below: make("div", "below"), tip: make("div", "tip") };
  view.strip.tabIndex = 0;
  view.strip.setAttribute("role", "group");
  view.strip.onkeydown = (event) => press(view, event);
  root.replaceChildren(view.strip, view.below, view.tip);
  view.observer = new ResizeObserver(() => view.stages && measure(view));
  view.observer.observe(root);
  return view;
}

function make(tag, style, text = "") {
  const element = document.createElement(tag);
  element.className = style;
  element.textContent = text;
  return element;
}

// ---- the strip of stages

function build(view) {
  view.strip.setAttribute("aria-label", view.data.alt);
  view.stages = view.data.stages.map((stage, at) => buildStage(view, stage, at));
  view.strip.replaceChildren(...view.stages.map((stage) => stage.box));
  buildWorking(view);
  measure(view);
}

function buildStage(view, stage, at) {
  const values = floats(stage.values);
  const rows = Math.ceil(stage.count / stage.columns);
  const padded = new Float32Array(rows * stage.columns).fill(stage.limits[0]);
  padded.set(values);
  const sheet = paint(padded, stage.limits, view.ramps[stage.meaning], 1, rows, stage.columns);
  const box = make("div", "stage");
  const title = make("div", "title");
  title.append(...parted(stage.name));
  const under = stage.channel !== null ? `channel ${stage.channel}` : stage.picture || stage.labels.length ? "" : `${stage.count} units`;
  title.append(make("div", "under", under));
  const canvas = make("canvas", "");
  canvas.dataset.stage = stage.name;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", `${stage.name} ${under}: ${rows} x ${stage.columns} numbers`);
  box.append(title, canvas);
  const whole = { ...stage, at, values, rows, sheet, box, title, canvas };
  box.classList.toggle("chosen", stage.name === view.data.chosen);
  canvas.onpointermove = (event) => point(view, whole, event);
  canvas.onpointerleave = () => unpoint(view);
  canvas.onclick = (event) => choose(view, whole, cellAt(whole, event));
  return whole;
}

// A long name may go on in a new line behind each of its _.
function parted(name) {
  return name.split(/(?<=_)/).flatMap((part) => [part, make("wbr", "")]);
}

const GAP = 14;
const weightOf = (stage) => (stage.picture || stage.labels.length ? 1 : 0.62);

// Pictures get most of the room; the stages stand in as few lines as leave room for their names.
function measure(view) {
  const width = view.root.clientWidth;
  if (!width) return;
  view.stages.forEach((stage) => {
    stage.title.style.width = "min-content";
    stage.least = stage.title.offsetWidth;
    stage.title.style.width = "";
  });
  let unit = 0;
  for (let lines = 1; lines <= view.stages.length; lines++) {
    unit = unitFor(view.stages, lines, width);
    if (unit >= 60 && view.stages.every((stage) => unit * weightOf(stage) >= stage.least)) break;
  }
  view.strip.style.gap = `0.7rem ${GAP}px`;
  view.stages.forEach((stage) => {
    const wide = Math.floor(unit * weightOf(stage));
    const tall = stage.labels.length ? Math.max(17 * stage.count, 40) : Math.round((wide * stage.rows) / stage.columns);
    stage.box.style.width = `${wide}px`;
    stage.size = { wide, tall };
    const sharp = window.devicePixelRatio || 1;
    stage.canvas.width = wide * sharp;
    stage.canvas.height = tall * sharp;
    stage.canvas.style.width = `${wide}px`;
    stage.canvas.style.height = `${tall}px`;
    stage.pen = stage.canvas.getContext("2d");
    stage.pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    stage.pen.imageSmoothingEnabled = false;
  });
  draw(view);
}

// How wide a picture is where the stages stand in so many lines.
function unitFor(stages, lines, width) {
  const inLine = Math.ceil(stages.length / lines);
  const weights = Array.from({ length: lines }, (_, line) =>
    stages.slice(line * inLine, (line + 1) * inLine).reduce((sum, stage) => sum + weightOf(stage), 0),
  );
  return Math.min((width - GAP * (inLine - 1) - 8) / Math.max(...weights), 190);
}

function draw(view) {
  const lit = view.pointed ?? pinned(view);
  const sights = lit ? seen(view, lit.stage, lit.index) : [];
  view.stages.forEach((stage) => {
    drawStage(view, stage);
    if (view.playing && view.playing.stage === stage) cover(view, stage, view.playing.upto);
    if (lit && stage.at < lit.stage.at) light(view, stage, sights[stage.at]);
    if (stage.pinned !== null && !view.playing) mark(stage, stage.pinned, stage.name === view.data.chosen);
    if (lit && lit.stage === stage && (view.pointed || view.playing)) mark(stage, lit.index, true);
  });
}

function pinned(view) {
  const stage = view.stages.find((one) => one.name === view.data.chosen);
  return stage.pinned === null ? null : { stage, index: stage.pinned };
}

function drawStage(view, stage) {
  const { pen, size } = stage;
  pen.clearRect(0, 0, size.wide, size.tall);
  if (stage.labels.length) return drawAnswer(view, stage);
  pen.drawImage(stage.sheet, 0, 0, size.wide, size.tall);
  const left = stage.rows * stage.columns - stage.count;
  if (left) clear(stage, place(stage, stage.count), left);
}

function clear(stage, at, count) {
  stage.pen.clearRect(at.left, at.top, at.wide * count + 1, at.tall + 1);
}

// Bars for probabilities; for other numbers bars from the left, the largest the longest.
function drawAnswer(view, stage) {
  const { pen, size } = stage;
  const tall = size.tall / stage.count;
  const letters = Math.max(...stage.labels.map((label) => label.length));
  const begin = Math.min(letters * 9 + 8, size.wide * 0.55);
  const largest = Math.max(...stage.values, 1e-9);
  const best = stage.values.indexOf(Math.max(...stage.values));
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  stage.labels.forEach((label, at) => {
    pen.font = `${at === best ? 600 : 400} ${(14 / 18) * view.tone.base}px ${view.tone.font}`;
    pen.fillStyle = view.tone.text;
    pen.fillText(label, begin - 6, (at + 0.5) * tall + 1, begin - 6);
    pen.globalAlpha = at === best ? 1 : 0.25;
    pen.fillStyle = at === best ? view.tone.accent : view.tone.text;
    const share = Math.max(stage.values[at], 0) / (stage.meaning === "probability" ? 1 : largest);
    pen.fillRect(begin, at * tall + 2, Math.max((size.wide - begin) * share, 1.5), tall - 4);
    pen.globalAlpha = 1;
  });
}

function place(stage, index) {
  const wide = stage.size.wide / stage.columns;
  const tall = stage.size.tall / stage.rows;
  return { left: (index % stage.columns) * wide, top: Math.floor(index / stage.columns) * tall, wide, tall };
}

function frame(pen, at, thick, style, around = 0) {
  pen.strokeStyle = style;
  pen.lineWidth = thick;
  pen.strokeRect(at.left - around, at.top - around, at.wide + 2 * around, at.tall + 2 * around);
}

// A cell is often only a few pixels wide: a dark and a bright frame around it can be seen on every colour.
function mark(stage, index, strong) {
  const at = place(stage, index);
  const around = stage.labels.length ? -1 : strong ? 2 : 1;
  frame(stage.pen, at, strong ? 5 : 3, "#000000", around);
  frame(stage.pen, at, strong ? 3 : 1.5, strong ? "#ffd23e" : "#ffffff", around);
}

// What a cell of `stage` sees of every stage up to it: everything, one unit, or rows and columns.
function seen(view, stage, index) {
  const { picture, columns } = stage;
  const own = picture ? { rows: [Math.floor(index / columns)], columns: [index % columns] } : { unit: index };
  const sights = [];
  sights[stage.at] = own;
  for (let at = stage.at; at > 0; at--) sights[at - 1] = before(view.stages[at].sees, sights[at]);
  return sights;
}

// What is seen one stage earlier, by whatever `sight` holds.
function before(sees, sight) {
  if (sees === "all" || sight.all) return { all: true };
  if (sees === "same") return sight;
  if (sees.shape) {
    const [, width, channels] = sees.shape;
    const cell = Math.floor(sight.unit / channels);
    return { rows: [Math.floor(cell / width)], columns: [cell % width] };
  }
  return { rows: together(sight.rows, sees.rows), columns: together(sight.columns, sees.columns) };
}

function together(places, reach) {
  return [...new Set(places.flatMap((place) => reach[place]))].sort((one, other) => one - other);
}

function light(view, stage, sight) {
  const { pen, size } = stage;
  if (sight.all) return frame(pen, { left: 1, top: 1, wide: size.wide - 2, tall: size.tall - 2 }, 2, view.tone.accent);
  if (sight.unit !== undefined) return frame(pen, place(stage, sight.unit), 2, view.tone.accent, 1);
  for (const [top, bottom] of stretches(sight.rows)) {
    for (const [left, right] of stretches(sight.columns)) {
      const first = place(stage, top * stage.columns + left);
      const wide = (right - left + 1) * first.wide;
      const tall = (bottom - top + 1) * first.tall;
      pen.fillStyle = view.tone.accent;
      pen.globalAlpha = 0.3;
      pen.fillRect(first.left, first.top, wide, tall);
      pen.globalAlpha = 1;
      frame(pen, { ...first, wide, tall }, 2, view.tone.accent);
    }
  }
}

// [3, 4, 5, 8] is 3 to 5 and 8 to 8.
function stretches(numbers) {
  return numbers.reduce((found, number) => {
    const last = found[found.length - 1];
    if (last && last[1] === number - 1) last[1] = number;
    else found.push([number, number]);
    return found;
  }, []);
}

// ---- pointing, choosing, keys

function cellAt(stage, event) {
  const bounds = stage.canvas.getBoundingClientRect();
  const column = Math.floor(((event.clientX - bounds.left) / bounds.width) * stage.columns);
  const row = Math.floor(((event.clientY - bounds.top) / bounds.height) * stage.rows);
  const index = row * stage.columns + column;
  return row >= 0 && column >= 0 && column < stage.columns && index < stage.count ? index : null;
}

function point(view, stage, event) {
  if (view.playing) return;
  const index = cellAt(stage, event);
  if (index === null) return unpoint(view);
  view.pointed = { stage, index };
  stage.canvas.style.cursor = "pointer";
  draw(view);
  view.tip.textContent = say(view, stage, index);
  view.tip.style.visibility = "visible";
  const bounds = view.root.getBoundingClientRect();
  const x = event.clientX - bounds.left + 14;
  view.tip.style.left = `${Math.max(0, Math.min(x, view.root.clientWidth - view.tip.offsetWidth))}px`;
  view.tip.style.top = `${event.clientY - bounds.top + 18}px`;
}

function unpoint(view) {
  view.tip.style.visibility = "hidden";
  if (!view.pointed) return;
  view.pointed = null;
  draw(view);
}

function say(view, stage, index) {
  const value = minus(figure(stage.values[index]));
  if (!stage.picture) {
    const name = stage.labels.length ? `class ${stage.labels[index]}` : `unit ${index}`;
    return `${stage.name}, ${name}: ${value}\n${lookAt(view, stage, index)}`;
  }
  const row = Math.floor(index / stage.columns);
  const channel = stage.channel === null ? "" : `, channel ${stage.channel}`;
  const here = `${stage.name}${channel}, row ${row}, column ${index % stage.columns}: ${value}`;
  return stage.at ? `${here}\n${lookAt(view, stage, index)}` : here;
}

function lookAt(view, stage, index) {
  const { all, rows, columns } = seen(view, stage, index)[0];
  if (all) return "sees the whole digit";
  if (!rows.length || !columns.length) return "sees only padding";
  const span = (numbers) => (numbers.length > 1 ? `${numbers[0]} to ${numbers[numbers.length - 1]}` : numbers[0]);
  return `sees ${rows.length * columns.length} pixels: rows ${span(rows)}, columns ${span(columns)}`;
}

function target(stage, index) {
  if (!stage.picture) return { layer: stage.name, index: [index] };
  return { layer: stage.name, index: [Math.floor(index / stage.columns), index % stage.columns, stage.channel ?? 0] };
}

// The frame moves at once; Python hears of it and sends the working.
function choose(view, stage, index) {
  if (index === null) return;
  stop(view);
  if (!stage.at) return view.pick(target(stage, index));
  stage.pinned = index;
  Object.assign(view.data, { chosen: stage.name, below: null, above: null });
  view.stages.forEach((one) => one.box.classList.toggle("chosen", one === stage));
  draw(view);
  view.pick(target(stage, index));
}

function press(view, event) {
  const here = pinned(view);
  const onward = { Enter: view.data.below, Backspace: view.data.above }[event.key];
  if (event.key === "Enter" || event.key === "Backspace") {
    event.preventDefault();
    if (onward) view.pick(onward);
    return;
  }
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!moves || !here) return;
  event.preventDefault();
  const { stage, index } = here;
  const row = Math.floor(index / stage.columns) + moves[0];
  const column = (index % stage.columns) + moves[1];
  const next = row * stage.columns + column;
  if (row >= 0 && row < stage.rows && column >= 0 && column < stage.columns && next < stage.count) choose(view, stage, next);
}

// ---- the window slides, and the map fills

function play(view) {
  const { stage } = pinned(view);
  const numbers = Object.entries(view.data.slide).map(([name, text]) => [name, floats(text)]);
  view.data.slide = null;
  view.playing = { stage, upto: 0, began: performance.now() };
  view.button.textContent = "\u25a0 Stop";
  const tick = (now) => {
    if (!view.playing) return;
    const passed = Math.max(now - view.playing.began, 0) / 1000; // the first frame may carry an earlier time
    const upto = Math.floor((passed / FILL_SECONDS) * stage.count);
    if (upto >= stage.count) return stop(view);
    view.playing.upto = upto;
    view.pointed = { stage, index: upto };
    const [here, sees] = say(view, stage, upto).split("\n");
    view.heading.textContent = here.split(":")[0];
    view.sentence.textContent = `It ${sees}.`;
    draw(view);
    numbers.forEach(([name, values]) => renumber(view, name, values, upto, stage.count));
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}

function stop(view) {
  if (!view.playing) return;
  view.playing = null;
  view.pointed = null;
  buildWorking(view);
  draw(view);
}

// The numbers of the working, for the cell where the window is now.
function renumber(view, name, values, cell, cells) {
  const shown = view.below.querySelectorAll(`[data-name="${name}"]`);
  const each = values.length / cells;
  shown.forEach((element, at) => at < each && element.show(values[cell * each + at]));
}

// All cells after one: the rest of its row, and the rows below.
function cover(view, stage, from) {
  const at = place(stage, from);
  stage.pen.fillStyle = view.tone.background;
  stage.pen.fillRect(at.left + at.wide, at.top, stage.size.wide, at.tall + 1);
  stage.pen.fillRect(0, at.top + at.tall, stage.size.wide, stage.size.tall);
}
