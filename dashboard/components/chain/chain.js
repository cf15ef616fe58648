// Draws the chain of one pixel (see dashboard/app_pages/pixel/chains.py): a picture for every stage, and the working of the chosen cell.
// Nothing is computed here but places and colours: what a cell sees is looked up, stage by stage, in tables from Python.

const views = new WeakMap();
const FILL_SECONDS = 7;

export default function ({ data: sent, parentElement, setTriggerValue }) {
  const data = received(sent);
  const root = parentElement.querySelector(".chain");
  const view = views.get(parentElement) ?? open(root);
  views.set(parentElement, view);
  stop(view);
  view.data = root.given = data;
  view.pick = (target) => {
    view.isFollowed = true;
    setTriggerValue("picked", target);
  };
  view.part = (part) => setTriggerValue("part", part);
  view.slide = () => setTriggerValue("slid", Date.now());
  view.ramps = Object.fromEntries(Object.entries(data.scales).map(([meaning, anchors]) => [meaning, makeRamp(anchors)]));
  view.pointed = null;
  view.tone = tones(root);
  const held = view.strip.querySelector("canvas:focus")?.dataset.stage;
  build(view);
  announceChosen(view);
  const focused = view.isFollowed ? chosenStage(view) : view.stages.find((stage) => stage.name === held);
  focused?.canvas.focus({ preventScroll: true });
  view.isFollowed = false;
  if (data.slide) play(view);
}

function open(root) {
  const parts = ["strip", "below", "tip", "said"];
  const view = { root, ...Object.fromEntries(parts.map((part) => [part, make("div", part)])) };
  describe(view.strip, { role: "group" });
  describe(view.said, { "aria-live": "polite" });
  root.replaceChildren(...parts.map((part) => view[part]));
  view.figure = () => figureOf(view);
  addMenu(view);
  const isAlone = ({ ctrlKey, metaKey, altKey }) => !(ctrlKey || metaKey || altKey);
  view.strip.addEventListener("keydown", (event) => event.key === "f" && isAlone(event) && fillScreen(root));
  const observer = new ResizeObserver(() => view.stages && root.isConnected && measure(view));
  observer.observe(root);
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
  view.stages.forEach((stage) => tell(view, stage, stage.pinned ?? placeOfLargest(stage.values)));
  buildWorking(view);
  measure(view);
}

// The first place where nothing is a number; `Math.max` would find none there, and none in a hundred thousand.
function placeOfLargest(values) {
  return values.reduce((best, value, at) => (value > values[best] || (Number.isNaN(values[best]) && !Number.isNaN(value)) ? at : best), 0);
}

function buildStage(view, stage, at) {
  const values = floats(stage.values);
  const rows = Math.ceil(stage.count / stage.columns);
  const padded = new Float32Array(rows * stage.columns).fill(stage.limits[0]);
  padded.set(values);
  const [shown, channels] = stage.colors ? [floats(stage.colors), COLORS.length] : [padded, 1];
  const sheet = paint(shown, stage.limits, view.ramps[stage.meaning], 1, rows, stage.columns, channels);
  const box = make("div", "stage");
  const title = make("div", "title");
  title.append(...parted(stage.name));
  const units = stage.labels.length ? `${stage.count} classes` : `${stage.count} units`;
  const under = stage.channel !== null ? channelOf(stage) : stage.picture || stage.labels.length ? "" : units;
  title.append(make("div", "under", under));
  const canvas = make("canvas", "");
  canvas.dataset.stage = stage.name;
  const size = stage.picture ? `${rows} rows, ${stage.columns} columns` : units;
  const named = makeGrid(canvas, `cell-${at}`, `${wordsOf(stage)}: ${size}`, rows, stage.columns);
  box.append(title, canvas);
  const whole = { ...stage, at, values, rows, sheet, box, title, canvas, named };
  box.classList.toggle("chosen", stage.name === view.data.chosen);
  canvas.onpointermove = (event) => point(view, whole, event);
  canvas.onpointerleave = () => unpoint(view);
  canvas.onclick = (event) => choose(view, whole, cellAt(whole, event));
  canvas.onkeydown = (event) => press(view, whole, event);
  canvas.onfocus = () => canvas.matches(":focus-visible") && pointByKey(view, whole, whole.cursor);
  canvas.onblur = () => unpoint(view);
  return whole;
}

// A long name may go on in a new line behind each of its _.
function parted(name) {
  return name.split(/(?<=_)/).flatMap((part) => [part, make("wbr", "")]);
}

const GAP = 14;
const [WIDEST, WIDEST_ALONE] = [190, 300]; // pixels of a picture, on the page and where the chain fills the screen
const weightOf = (stage) => (stage.picture || stage.labels.length ? 1 : 0.62);

// Pictures get most of the room; the stages stand in as few lines as leave room for their names.
function measure(view) {
  const width = view.root.clientWidth;
  if (!width) return;
  view.tone = tones(view.root); // the letters are larger where the projector was switched on
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
  const most = document.fullscreenElement ? WIDEST_ALONE : WIDEST;
  return Math.min((width - GAP * (inLine - 1) - 8) / Math.max(...weights), most);
}

function draw(view) {
  const lit = view.pointed ?? pinned(view);
  const sights = lit ? seen(view, lit.stage, lit.index) : [];
  view.stages.forEach((stage) => {
    stage.pen.clearRect(0, 0, stage.size.wide, stage.size.tall);
    drawStage(view, stage);
    if (view.playing && view.playing.stage === stage) cover(view, stage, view.playing.upto);
    if (lit && stage.at < lit.stage.at && sights[stage.at]) light(view, stage, sights[stage.at]);
    if (stage.pinned !== null && !view.playing) mark(stage, stage.pinned, stage.name === view.data.chosen);
    if (lit && lit.stage === stage && (view.pointed || view.playing)) mark(stage, lit.index, true);
  });
}

// ---- what is taken along: the stages as they stand, and the numbers of the working below them

function figureOf(view) {
  const { sentence } = view.data.working;
  const worked = [...view.below.querySelectorAll("[data-name]")].map(({ dataset }) => [dataset.name, Number(dataset.value)]);
  return {
    named: view.data.named,
    alt: `${view.data.alt} ${sentence}`,
    bars: [],
    size: { width: view.strip.clientWidth, height: view.strip.clientHeight },
    drawn: (pen) => drawStages(view, pen),
    rows: [...view.stages.flatMap(cellsOf), ...worked.map(([name, value]) => ["working", name, 0, 0, value])],
  };
}

function drawStages(view, pen) {
  const lit = pinned(view);
  const sights = lit ? seen(view, lit.stage, lit.index) : [];
  const from = view.strip.getBoundingClientRect();
  pen.imageSmoothingEnabled = false;
  for (const stage of view.stages) {
    const at = stage.canvas.getBoundingClientRect();
    pen.save();
    pen.translate(at.left - from.left, at.top - from.top);
    drawTitle(view, stage, pen);
    const inPicture = { ...stage, pen };
    drawStage(view, inPicture);
    if (lit && stage.at < lit.stage.at && sights[stage.at]) light(view, inPicture, sights[stage.at]);
    if (stage.pinned !== null) mark(inPicture, stage.pinned, stage.name === view.data.chosen);
    pen.restore();
  }
}

// In two lines above the stage, as small as it must be there.
function drawTitle(view, stage, pen) {
  const size = (14 / 18) * view.tone.base;
  Object.assign(pen, { fillStyle: view.tone.text, textAlign: "left", textBaseline: "middle" });
  [stage.title.lastChild.textContent, stage.name].forEach((words, line) => {
    pen.font = `400 ${size}px ${view.tone.font}`;
    const share = Math.min(1, (stage.size.wide + GAP / 2) / Math.max(pen.measureText(words).width, 1));
    pen.font = `400 ${size * share}px ${view.tone.font}`;
    pen.fillText(words, 0, -(line + 0.75) * 1.25 * size);
  });
}

function cellsOf(stage) {
  const name = (at) => stage.labels[at] ?? wordsOf(stage);
  const { columns } = stage;
  return Array.from(stage.values, (value, at) => [stage.name, name(at), Math.floor(at / columns), at % columns, value]);
}

function pinned(view) {
  const stage = chosenStage(view);
  return stage.pinned === null ? null : { stage, index: stage.pinned };
}

function chosenStage(view) {
  return view.stages.find((stage) => stage.name === view.data.chosen);
}

function drawStage(view, stage) {
  const { pen, size } = stage;
  if (stage.labels.length) return drawAnswer(view, stage);
  pen.drawImage(stage.sheet, 0, 0, stage.columns, stage.rows, 0, 0, size.wide, size.tall);
  const left = stage.rows * stage.columns - stage.count;
  if (left) clear(view, stage, place(stage, stage.count), left);
}

function clear(view, { pen }, at, count) {
  pen.fillStyle = view.tone.background;
  pen.fillRect(at.left, at.top, at.wide * count + 1, at.tall + 1);
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

function outline(pen, at, thick, style, around = 0) {
  pen.strokeStyle = style;
  pen.lineWidth = thick;
  pen.strokeRect(at.left - around, at.top - around, at.wide + 2 * around, at.tall + 2 * around);
}

// A cell is often only a few pixels wide: a dark and a bright outline around it can be seen on every colour.
function mark(stage, index, strong) {
  const at = place(stage, index);
  const around = stage.labels.length ? -1 : strong ? 2 : 1;
  outline(stage.pen, at, strong ? 5 : 3, "#000000", around);
  outline(stage.pen, at, strong ? 3 : 1.5, strong ? "#ffd23e" : "#ffffff", around);
}

// What a cell of `stage` sees of every stage up to it: everything, units, or rows and columns; of some nothing at all.
function seen(view, stage, index) {
  const { picture, columns } = stage;
  const own = picture ? { rows: [Math.floor(index / columns)], columns: [index % columns] } : { units: [index] };
  const sights = [];
  sights[stage.at] = own;
  for (let at = stage.at; at > 0; at--) {
    if (!sights[at]) continue;
    view.stages[at].sees.forEach(([name, sees]) => {
      const source = view.stages.find((one) => one.name === name).at;
      sights[source] = both(sights[source], before(sees, sights[at]));
    });
  }
  return sights;
}

// What is seen of a stage that is read, by whatever `sight` holds.
function before(sees, sight) {
  if (sees === "all" || sight.all) return { all: true };
  if (sees === "same") return sight;
  if (sees.shape) {
    const [, width, channels] = sees.shape;
    const cells = sight.units.map((unit) => Math.floor(unit / channels));
    return { rows: unique(cells.map((cell) => Math.floor(cell / width))), columns: unique(cells.map((cell) => cell % width)) };
  }
  if (sees.count) {
    const units = sight.units.map((unit) => unit - sees.begin).filter((unit) => unit >= 0 && unit < sees.count);
    return units.length ? { units } : null;
  }
  if (sees.places) {
    const cells = sight.units ?? sight.rows.flatMap((row) => sight.columns.map((column) => row * sees.width + column));
    const units = unique(cells.map((cell) => sees.places[cell]));
    if (sees.columns === null) return { units };
    const rows = unique(units.map((place) => Math.floor(place / sees.columns)));
    return { rows, columns: unique(units.map((place) => place % sees.columns)) };
  }
  return { rows: together(sight.rows, sees.rows), columns: together(sight.columns, sees.columns) };
}

// On two ways a cell may see the same stage.
function both(one, other) {
  if (!one || !other) return one ?? other;
  if (one.all || other.all) return { all: true };
  return Object.fromEntries(Object.keys(one).map((key) => [key, unique([...one[key], ...other[key]])]));
}

const unique = (numbers) => [...new Set(numbers)].sort((one, other) => one - other);

function together(places, reach) {
  return unique(places.flatMap((place) => reach[place]));
}

function light(view, stage, sight) {
  const { pen, size } = stage;
  if (sight.all) return outline(pen, { left: 1, top: 1, wide: size.wide - 2, tall: size.tall - 2 }, 2, view.tone.accent);
  if (sight.units) return sight.units.forEach((unit) => outline(pen, place(stage, unit), 2, view.tone.accent, 1));
  for (const [top, bottom] of stretches(sight.rows)) {
    for (const [left, right] of stretches(sight.columns)) {
      const first = place(stage, top * stage.columns + left);
      const wide = (right - left + 1) * first.wide;
      const tall = (bottom - top + 1) * first.tall;
      pen.fillStyle = view.tone.accent;
      pen.globalAlpha = 0.3;
      pen.fillRect(first.left, first.top, wide, tall);
      pen.globalAlpha = 1;
      outline(pen, { ...first, wide, tall }, 2, view.tone.accent);
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
  stage.canvas.style.cursor = "pointer";
  pointAt(view, stage, index, event.clientX, event.clientY);
}

// A cell and what it sees are lit; beside the place it is said what it is.
function pointAt(view, stage, index, x, y) {
  view.pointed = { stage, index };
  draw(view);
  view.tip.textContent = say(view, stage, index);
  view.tip.style.visibility = "visible";
  const bounds = view.root.getBoundingClientRect();
  const left = x - bounds.left + 14;
  view.tip.style.left = `${Math.max(0, Math.min(left, view.root.clientWidth - view.tip.offsetWidth))}px`;
  view.tip.style.top = `${y - bounds.top + 18}px`;
}

// As pointing does it; what the chosen cell is stands below the strip.
function pointByKey(view, stage, index) {
  if (view.playing) return;
  tell(view, stage, index);
  announce(view, inOneLine(say(view, stage, index)));
  if (stage === chosenStage(view)) return unpoint(view);
  const bounds = stage.canvas.getBoundingClientRect();
  const at = place(stage, index);
  pointAt(view, stage, index, bounds.left + at.left + at.wide / 2, bounds.top + at.top + at.tall / 2);
}

// The cell of a stage where the keys stand.
function tell(view, stage, index) {
  stage.cursor = index;
  const isChosen = stage === chosenStage(view) && index === stage.pinned;
  stage.named(index, inOneLine(say(view, stage, index)), isChosen);
}

function announceChosen(view) {
  const chosen = pinned(view);
  if (chosen) announce(view, inOneLine(say(view, chosen.stage, chosen.index)));
}

const inOneLine = (words) => words.replace("\n", "; ");

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
  const here = `${wordsOf(stage)}, row ${row}, column ${index % stage.columns}: ${value}`;
  return stage.at ? `${here}\n${lookAt(view, stage, index)}` : here;
}

function wordsOf(stage) {
  return stage.channel === null ? stage.name : `${stage.name}, ${channelOf(stage)}`;
}

function channelOf(stage) {
  return stage.colors ? COLORS[stage.channel] : `channel ${stage.channel}`;
}

function lookAt(view, stage, index) {
  const sight = seen(view, stage, index)[0];
  if (!sight) return "sees nothing of the digit";
  const { all, rows, columns } = sight;
  if (all) return "sees the whole digit";
  if (!rows.length || !columns.length) return "sees only padding";
  const span = (numbers) => (numbers.length > 1 ? `${numbers[0]} to ${numbers[numbers.length - 1]}` : numbers[0]);
  return `sees ${rows.length * columns.length} pixels: rows ${span(rows)}, columns ${span(columns)}`;
}

function target(stage, index) {
  if (!stage.picture) return { layer: stage.name, index: [index] };
  return { layer: stage.name, index: [Math.floor(index / stage.columns), index % stage.columns, stage.channel ?? 0] };
}

// The outline moves at once; Python hears of it and sends the working.
function choose(view, stage, index) {
  if (index === null) return;
  stop(view);
  if (!stage.at) return view.pick(target(stage, index));
  stage.pinned = index;
  Object.assign(view.data, { chosen: stage.name, below: null, above: null });
  view.stages.forEach((one) => one.box.classList.toggle("chosen", one === stage));
  tell(view, stage, index);
  draw(view);
  view.pick(target(stage, index));
}

// On the chosen stage the arrows move the choice, on another they only point.
function press(view, stage, event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const isChosen = stage === chosenStage(view);
  const move = () => {
    const next = neighbour(event.key, stage.cursor, stage.rows, stage.columns, (cell) => cell < stage.count);
    if (next !== null) (isChosen ? choose : pointByKey)(view, stage, next);
  };
  const walk = (to) => to && view.pick(to);
  const go = () => (isChosen ? walk(view.data.below) : choose(view, stage, stage.cursor));
  const act = event.key in ARROWS ? move : { Enter: go, " ": go, Backspace: () => walk(view.data.above) }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
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
