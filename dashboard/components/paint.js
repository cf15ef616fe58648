// Colours and numbers, the same in every component: this text stands before each component's own script.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }; // down and right

function floats(text) {
  const letters = atob(text); // walking through them by `Uint8Array.from` takes 20 times as long
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  return new Float32Array(bytes.buffer);
}

function makeRamp(anchors) {
  const colors = anchors.map((hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  return Uint32Array.from({ length: 256 }, (_, index) => {
    const place = (index / 255) * (colors.length - 1);
    const left = Math.min(Math.floor(place), colors.length - 2);
    const [r, g, b] = [0, 1, 2].map((c) => Math.round(colors[left][c] + (place - left) * (colors[left + 1][c] - colors[left][c])));
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  });
}

const TALLEST = 16384; // pixels: a browser leaves a canvas of more than 65,535 empty

// Where a tile stands in the sheet that `paint` gives: below the one before, and from time to time in a new column.
function inSheet(tile, height, width) {
  const below = Math.max(Math.floor(TALLEST / height), 1);
  return { left: Math.floor(tile / below) * width, top: (tile % below) * height };
}

// One pixel for each value, or for each three, which are its colours; every tile in its own limits.
function paint(values, limits, ramp, count, height, width, channels = 1) {
  const last = inSheet(Math.max(count - 1, 0), height, width);
  const tall = last.left ? Math.floor(TALLEST / height) * height : last.top + height;
  const sheet = new OffscreenCanvas(last.left + width, Math.max(tall, 1));
  const pixels = new ImageData(sheet.width, sheet.height);
  const words = new Uint32Array(pixels.data.buffer);
  for (let tile = 0; tile < count; tile++) {
    const low = limits[2 * tile];
    const factor = 255 / (limits[2 * tile + 1] - low || 1); // of one number only it is the lowest
    const { left, top } = inSheet(tile, height, width);
    let i = tile * height * width;
    for (let row = 0; row < height; row++) {
      const start = (top + row) * sheet.width + left;
      for (let column = 0; column < width; column++, i++) {
        words[start + column] =
          channels === 1
            ? color(ramp, (values[i] - low) * factor)
            : mixed([0, 1, 2].map((channel) => (values[channels * i + channel] - low) * factor));
      }
    }
  }
  sheet.getContext("2d").putImageData(pixels, 0, 0);
  return sheet;
}

// A value that is no number is bright green, which no scale contains.
const ODD = ((255 << 24) | (0 << 16) | (255 << 8)) >>> 0;

const COLORS = ["red", "green", "blue"];

function color(ramp, place) {
  if (!Number.isFinite(place)) return ODD;
  return ramp[Math.max(0, Math.min(255, Math.round(place)))];
}

// Of a value inside a range.
function colorIn(ramp, value, low, high) {
  return color(ramp, ((value - low) / (high - low || 1)) * 255);
}

// A colour of how much there is in it of red, green and blue, 0 to 255 each.
function mixed(parts) {
  if (!parts.every(Number.isFinite)) return ODD;
  const [red, green, blue] = parts.map((part) => Math.max(0, Math.min(255, Math.round(part))));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

// A colour as CSS writes it.
function css(word) {
  return `rgb(${word & 255}, ${(word >> 8) & 255}, ${(word >> 16) & 255})`;
}

function tones(root) {
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(name).trim();
  const text = read("--st-text-color") || "#222222";
  return {
    text,
    muted: text,
    accent: read("--st-primary-color") || "#1aa79c",
    background: read("--st-background-color") || "#ffffff",
    font: read("--st-font") || "sans-serif",
    base: parseFloat(style.fontSize) || 18,
  };
}

function figure(value) {
  const isLarge = Math.abs(value) >= 1000 && Math.abs(value) < 1e7; // toPrecision would write these with an e
  return Number.isInteger(value) ? String(value) : isLarge ? value.toFixed(0) : value.toPrecision(4);
}

// As toFixed, but a tiny negative number is 0.0 and not -0.0.
function short(value, decimals) {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : minus(text);
}

function minus(text) {
  return text.replace("-", "\u2212");
}

// The colour in which letters can be read on a colour: of black and white the one with more contrast (WCAG 2), which is
// never less than 4.58 to 1.
function ink(word) {
  const [red, green, blue] = [0, 8, 16].map((shift) => linear(((word >> shift) & 255) / 255));
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return (light + 0.05) ** 2 > 1.05 * 0.05 ? "#000000" : "#ffffff";
}

// How much light a part of a colour, 0 to 1, stands for.
function linear(part) {
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
