// A sheet of paper to draw on. Python hears of every finished stroke; what is on the sheet is decided here, unless
// Python puts something else on it, which it says by another `revision`.

const views = new WeakMap();
const PAPER = { light: "#fdfcf8", dark: "#dcd9d1" };
const INK = "#1d1f24";
const NEAR = 0.005; // of the sheet's side: closer points tell nothing new
const MOST = 4500; // points in all; a digit has a hundred or two

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".canvas");
  const view = views.get(parentElement) ?? open(root, data);
  views.set(parentElement, view);
  view.side = data.side;
  view.send = () => setTriggerValue("drawn", view.strokes);
  if (view.revision !== data.revision) Object.assign(view, { revision: data.revision, strokes: data.strokes, past: [], current: null });
  draw(view);
  return () => view.observer.disconnect();
}

function open(root, data) {
  const sheet = document.createElement("canvas");
  sheet.setAttribute("role", "img");
  sheet.setAttribute("aria-label", "Sheet of paper: draw a digit with the mouse, a pen or a finger");
  const tools = document.createElement("div");
  tools.className = "tools";
  const view = { root, sheet, strokes: [], past: [], current: null, erases: false, width: data.width };
  view.pen = tool("Pen", () => choose(view, false));
  view.eraser = tool("Eraser", () => choose(view, true));
  view.undo = tool("Undo", () => undo(view));
  view.clear = tool("Clear", () => change(view, []));
  const brush = document.createElement("input");
  Object.assign(brush, { type: "range", min: 0.02, max: 0.16, step: 0.01, value: view.width });
  brush.oninput = () => (view.width = brush.valueAsNumber);
  brush.setAttribute("aria-label", "Width of the pen");
  brush.title = "Width of the pen";
  tools.append(view.pen, view.eraser, brush, view.undo, view.clear);
  root.replaceChildren(sheet, tools);
  view.observer = new ResizeObserver(() => view.side && draw(view));
  view.observer.observe(root);
  sheet.onpointerdown = (event) => begin(view, event);
  sheet.onpointermove = (event) => go(view, event);
  sheet.onpointerup = sheet.onpointercancel = () => end(view);
  root.onkeydown = (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    undo(view);
  };
  choose(view, false);
  return view;
}

function tool(name, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = name;
  button.onclick = act;
  return button;
}

function choose(view, erases) {
  view.erases = erases;
  view.pen.setAttribute("aria-pressed", String(!erases));
  view.eraser.setAttribute("aria-pressed", String(erases));
}

function begin(view, event) {
  if (event.button !== 0) return;
  view.sheet.setPointerCapture(event.pointerId);
  view.current = { points: [place(view, event)], width: view.width * (view.erases ? 2 : 1), erases: view.erases };
  draw(view);
}

function go(view, event) {
  if (!view.current) return;
  if (view.strokes.reduce((sum, { points }) => sum + points.length, view.current.points.length) > MOST) return;
  const events = event.getCoalescedEvents?.() ?? [];
  for (const one of events.length ? events : [event]) {
    const point = place(view, one);
    const [x, y] = view.current.points.at(-1);
    if (Math.hypot(point[0] - x, point[1] - y) >= NEAR) view.current.points.push(point);
  }
  draw(view);
}

function end(view) {
  if (!view.current) return;
  const stroke = view.current;
  view.current = null;
  change(view, [...view.strokes, stroke]);
}

// Where a pointer is, in shares of the sheet; far beyond its border is as good as at it.
function place(view, event) {
  const bounds = view.sheet.getBoundingClientRect();
  const share = (value) => Math.round(Math.max(-0.5, Math.min(1.5, value)) * 1e4) / 1e4;
  return [share((event.clientX - bounds.left) / bounds.width), share((event.clientY - bounds.top) / bounds.height)];
}

function change(view, strokes) {
  view.past.push(view.strokes);
  view.strokes = strokes;
  draw(view);
  view.send();
}

// After a change of page the sheet is a new one: then the last stroke goes first.
function undo(view) {
  if (!view.past.length && !view.strokes.length) return;
  view.strokes = view.past.length ? view.past.pop() : view.strokes.slice(0, -1);
  draw(view);
  view.send();
}

function draw(view) {
  const side = Math.min(view.root.clientWidth, view.side);
  if (!side) return;
  const sharp = window.devicePixelRatio || 1;
  view.sheet.width = view.sheet.height = Math.round(side * sharp);
  view.sheet.style.width = view.sheet.style.height = `${side}px`;
  const pen = view.sheet.getContext("2d");
  pen.scale(view.sheet.width, view.sheet.width);
  view.paper = PAPER[isDark(view.root) ? "dark" : "light"];
  pen.fillStyle = view.paper;
  pen.fillRect(0, 0, 1, 1);
  pen.lineCap = pen.lineJoin = "round";
  const strokes = view.current ? [...view.strokes, view.current] : view.strokes;
  strokes.forEach((stroke) => drawStroke(pen, stroke, view.paper));
  if (!strokes.length) invite(view, pen);
  view.undo.disabled = !view.past.length && !view.strokes.length;
  view.clear.disabled = !view.strokes.length;
  view.sheet.dataset.strokes = view.strokes.length;
}

// On a dark page a white sheet would be the brightest thing on the wall.
function isDark(root) {
  const pen = new OffscreenCanvas(1, 1).getContext("2d");
  pen.fillStyle = tones(root).background;
  pen.fillRect(0, 0, 1, 1);
  return pen.getImageData(0, 0, 1, 1).data[1] < 128;
}

function drawStroke(pen, { points, width, erases }, paper) {
  pen.strokeStyle = erases ? paper : INK;
  pen.fillStyle = pen.strokeStyle;
  pen.lineWidth = width;
  pen.beginPath();
  if (points.length === 1) return dot(pen, points[0], width / 2);
  pen.moveTo(...points[0]);
  points.forEach((point) => pen.lineTo(...point));
  pen.stroke();
}

// A click without a move: a line of no length is not drawn.
function dot(pen, [x, y], radius) {
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

function invite(view, pen) {
  pen.save();
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = INK;
  pen.globalAlpha = 0.45;
  pen.textAlign = "center";
  pen.font = `${view.sheet.width / 16}px ${getComputedStyle(view.root).fontFamily}`;
  pen.fillText("Draw a digit here", view.sheet.width / 2, view.sheet.width / 2);
  pen.restore();
}
