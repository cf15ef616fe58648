// A kernel as a grid of numbers that can be typed, stepped with the arrow keys, or dragged up and down.
//
// The person may be ahead of Python: `base` is what the numbers on the page were last sent as or came from, and an
// answer that arrives while a change is waiting to be sent is not put over it. A number that is not typed in has as many
// decimals as there is room for; `exact` is what it stands for, as it is typed.

const views = new WeakMap();
const STEP = 0.05;
const PIXELS_A_STEP = 10;
const DECIMALS = 4;

export default function ({ data: sent, parentElement, setTriggerValue }) {
  const data = received(sent);
  const root = parentElement.querySelector(".kernel");
  const view = views.get(parentElement) ?? { root, inputs: [] };
  views.set(parentElement, view);
  Object.assign(view, { data, name: data.name, limits: data.limits, tone: tones(root) });
  view.ramp = makeRamp(data.scales.signed);
  view.send = (numbers) => setTriggerValue("edited", numbers);
  const isOther = view.place !== data.place;
  if (isOther || view.inputs.length !== data.values.length || view.columns !== data.columns) build(view, data);
  if (isOther || !(isBehind(view, data) || view.waiting || view.isDragging)) take(view, data.values);
  view.room = null;
  fitNumbers(view);
  view.inputs.forEach((input) => tint(view, input));
  view.grid.setAttribute("aria-label", data.name);
}

function build(view, { place, values, columns }) {
  clearTimeout(view.waiting);
  Object.assign(view, { place, columns, waiting: null, isDragging: false, unanswered: [] });
  view.inputs = values.map((_, at) => makeInput(view, at));
  view.grid = part("grid");
  view.grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 5.4rem))`;
  for (let at = 0; at < values.length; at += columns) {
    const row = part("row");
    row.append(...view.inputs.slice(at, at + columns).map((input) => part("gridcell", input)));
    view.grid.append(row);
  }
  view.room = null;
  view.watching?.disconnect();
  view.watching = new ResizeObserver(() => fitNumbers(view));
  view.watching.observe(view.grid);
  view.said = document.createElement("div");
  view.said.className = "said";
  view.said.setAttribute("aria-live", "polite");
  view.root.replaceChildren(view.grid, view.said);
  view.figure = () => figureOf(view);
  addMenu(view);
}

// What is taken along: the numbers as they stand, in their colours.
function figureOf(view) {
  const { data, columns, limits, inputs, tone } = view;
  const [side, lines] = [4 * tone.base, inputs.length / columns];
  const ends = limits.map((limit) => minus(figure(limit)));
  const drawn = (pen) =>
    inputs.forEach((input, at) => {
      const [left, top] = [(at % columns) * side, Math.floor(at / columns) * side];
      const value = weightOf(input);
      Object.assign(pen, { textAlign: "center", textBaseline: "middle", fillStyle: input.style.background || tone.background });
      pen.fillRect(left, top, side, side);
      Object.assign(pen, { fillStyle: input.style.color || tone.text, font: `400 ${tone.base}px ${tone.font}` });
      pen.fillText(Number.isNaN(value) ? "?" : minus(String(value)), left + side / 2, top + side / 2);
    });
  return {
    named: data.named,
    alt: data.name,
    bars: [{ meaning: "signed", low: ends[0], high: ends[1], words: "weight", ticks: data.ticks }],
    size: { width: columns * side, height: lines * side },
    drawn,
    rows: inputs.map((input, at) => ["kernel", data.name, Math.floor(at / columns), at % columns, weightOf(input)]),
  };
}

function part(role, ...content) {
  const element = document.createElement("div");
  element.className = role;
  element.setAttribute("role", role);
  element.append(...content);
  return element;
}

// Whether an answer is to an earlier change than the last one. What was refused has a new revision, and is no change's.
function isBehind(view, { values, revision }) {
  const isSame = (numbers) => numbers.every((number, at) => tidy(number) === tidy(values[at]));
  const answered = view.unanswered.findIndex(isSame);
  const isRefused = answered < 0 && revision !== view.revision;
  view.unanswered = isRefused ? [] : view.unanswered.slice(answered + 1);
  view.revision = revision;
  return view.unanswered.length > 0;
}

function take(view, values) {
  view.base = values;
  view.inputs.forEach((input, at) => {
    if (weightOf(input) !== Number(tidy(values[at]))) write(view, input, values[at]);
  });
}

function makeInput(view, at) {
  const input = document.createElement("input");
  Object.assign(input, { type: "number", step: "any" });
  const place = `row ${Math.floor(at / view.columns)}, column ${at % view.columns}`;
  input.setAttribute("aria-label", place);
  input.onfocus = () => {
    input.value = input.exact;
    announce(view, input, place);
  };
  input.oninput = () => {
    input.exact = input.value;
    later(view, input, 350);
  };
  input.onchange = () => commit(view);
  input.onblur = () => {
    write(view, input, Number.isNaN(weightOf(input)) ? view.base[at] : weightOf(input));
    tint(view, input);
  };
  input.onkeydown = (event) => {
    const move = { ArrowUp: STEP, ArrowDown: -STEP }[event.key];
    if (!move) return;
    event.preventDefault();
    nudge(view, input, (weightOf(input) || 0) + move);
    announce(view, input, place);
  };
  input.onpointerdown = (event) => event.button === 0 && drag(view, input, event);
  return input;
}

function announce(view, input, place) {
  view.said.textContent = `${view.name}, ${place}: ${input.exact}`;
}

// A drag upwards adds; a click without a drag goes to typing as usual.
function drag(view, input, start) {
  const from = weightOf(input) || 0;
  input.onpointermove = (event) => {
    const steps = Math.round((start.clientY - event.clientY) / PIXELS_A_STEP);
    if (steps === 0 && !view.isDragging) return;
    if (!view.isDragging) input.setPointerCapture(event.pointerId);
    view.isDragging = true;
    nudge(view, input, from + steps * STEP);
  };
  input.onpointerup = input.onpointercancel = input.onlostpointercapture = () => {
    view.isDragging = false;
    input.onpointermove = null;
  };
}

function nudge(view, input, value) {
  write(view, input, value);
  later(view, input, 120);
}

// A number, or null for none, in its place: whole where it is typed, else with the decimals that all numbers have.
function write(view, input, value) {
  input.exact = tidy(value);
  input.value = isTyped(input) ? input.exact : tidy(value, view.decimals ?? DECIMALS);
}

function isTyped(input) {
  return input.getRootNode().activeElement === input;
}

// What stands in a place: what a person typed there, or what it was given. Broken numbers are NaN.
function weightOf(input) {
  return input.exact === "" ? Number.NaN : Number(input.exact);
}

// The most decimals with which every number is seen whole; a column of numbers is as precise as its narrowest.
function fitNumbers(view) {
  const [first] = view.inputs;
  if (first.clientWidth === view.room || !first.clientWidth) return;
  view.room = first.clientWidth;
  const pen = document.createElement("canvas").getContext("2d");
  const { fontSize, fontFamily, paddingLeft } = getComputedStyle(first);
  pen.font = `${fontSize} ${fontFamily}`;
  const room = view.room - 2 * Number.parseFloat(paddingLeft) - 1;
  const isSeen = (decimals) => view.inputs.every((input) => pen.measureText(tidy(weightOf(input), decimals)).width <= room);
  view.decimals = [DECIMALS, 3, 2].find(isSeen) ?? 1;
  for (const input of view.inputs) if (!isTyped(input)) write(view, input, weightOf(input));
}

function later(view, input, milliseconds) {
  tint(view, input);
  clearTimeout(view.waiting);
  view.waiting = setTimeout(() => commit(view), milliseconds);
}

// What is no number, also where it came so, is not sent. A weight that was not touched keeps the digits that are not shown.
function commit(view) {
  clearTimeout(view.waiting);
  view.waiting = null;
  const { base } = view;
  const numbers = view.inputs.map((input, at) => (input.exact === tidy(base[at]) ? base[at] : weightOf(input)));
  if (!numbers.every(Number.isFinite) || numbers.every((number, at) => number === base[at])) return;
  view.base = numbers;
  view.unanswered.push(numbers);
  view.send(numbers);
}

// A broken weight came as null.
function tidy(value, decimals = DECIMALS) {
  return value === null || Number.isNaN(value) ? "" : String(Number(value.toFixed(decimals)));
}

function tint(view, input) {
  const [low, high] = view.limits;
  const value = weightOf(input);
  input.classList.toggle("odd", Number.isNaN(value));
  if (Number.isNaN(value)) return;
  const word = colorIn(view.ramp, value, low, high);
  input.style.background = css(word);
  input.style.color = ink(word);
}
