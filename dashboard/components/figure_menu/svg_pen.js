// A pen that writes SVG: of a canvas's own pen it knows what scenes are drawn with; cells and words stay what they are.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

const STYLES = ["fillStyle", "strokeStyle", "lineWidth", "lineJoin", "globalAlpha", "font", "textAlign"];

class SvgPen {
  constructor() {
    Object.assign(this, { fillStyle: "#000000", strokeStyle: "#000000", lineWidth: 1, lineJoin: "miter" });
    Object.assign(this, { globalAlpha: 1, font: "16px sans-serif", textAlign: "left", textBaseline: "middle" });
    Object.assign(this, { written: [], path: "", dash: "", saved: [], groups: 0, clips: 0 });
    this.ruler = new OffscreenCanvas(1, 1).getContext("2d");
  }

  page(width, height) {
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
    return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n${this.written.join("\n")}\n</svg>\n`;
  }

  save() {
    this.saved.push([Object.fromEntries(STYLES.map((name) => [name, this[name]])), this.groups]);
    this.groups = 0;
  }

  restore() {
    const [styles, groups] = this.saved.pop();
    this.written.push("</g>".repeat(this.groups));
    Object.assign(this, styles, { groups });
  }

  group(attribute) {
    this.groups += 1;
    this.written.push(`<g ${attribute}>`);
  }

  translate(x, y) {
    this.group(`transform="translate(${x} ${y})"`);
  }

  clip() {
    this.clips += 1;
    this.written.push(`<clipPath id="clip${this.clips}"><path d="${this.path}"/></clipPath>`);
    this.group(`clip-path="url(#clip${this.clips})"`);
  }

  setLineDash(lengths) {
    this.dash = lengths.map(round).join(" ");
  }

  beginPath() {
    this.path = "";
  }

  moveTo(x, y) {
    this.path += `M${round(x)} ${round(y)}`;
  }

  lineTo(x, y) {
    this.path += `${this.path ? "L" : "M"}${round(x)} ${round(y)}`;
  }

  rect(x, y, width, height) {
    this.path += boxPath(x, y, width, height);
  }

  // Whole circles only.
  arc(x, y, radius) {
    const half = `a${round(radius)} ${round(radius)} 0 0 1`;
    this.path += `M${round(x - radius)} ${round(y)}${half} ${round(2 * radius)} 0${half} ${round(-2 * radius)} 0`;
  }

  fill() {
    this.written.push(`<path d="${this.path}" ${this.filling()}/>`);
  }

  stroke() {
    const line = `stroke-width="${this.lineWidth}" stroke-linejoin="${this.lineJoin}" stroke-opacity="${this.globalAlpha}"`;
    const dash = this.dash && ` stroke-dasharray="${this.dash}"`;
    this.written.push(`<path d="${this.path}" fill="none" stroke="${this.strokeStyle}" ${line}${dash}/>`);
  }

  fillRect(x, y, width, height) {
    this.written.push(`<path d="${boxPath(x, y, width, height)}" ${this.filling()}/>`);
  }

  strokeRect(x, y, width, height) {
    this.path = boxPath(x, y, width, height);
    this.stroke();
  }

  filling() {
    return `fill="${this.fillStyle}" fill-opacity="${this.globalAlpha}"`;
  }

  // A cell for each pixel of the sheet; neighbours of one colour are one path.
  drawImage(sheet, left, top, columns, rows, x, y, width, height) {
    const words = new Uint32Array(sheet.getContext("2d").getImageData(left, top, columns, rows).data.buffer);
    const paths = new Map();
    words.forEach((word, at) => {
      const cell = boxPath(
        x + ((at % columns) * width) / columns,
        y + (Math.floor(at / columns) * height) / rows,
        width / columns,
        height / rows,
      );
      paths.set(word, (paths.get(word) ?? "") + cell);
    });
    this.written.push('<g shape-rendering="crispEdges">');
    for (const [word, path] of paths) this.written.push(`<path d="${path}" fill="${hex(word)}"/>`);
    this.written.push("</g>");
  }

  measureText(words) {
    this.ruler.font = this.font;
    return this.ruler.measureText(words);
  }

  // Where another font stands in for the page's, words keep the room that they have, at most so many pixels.
  fillText(words, x, y, most = Infinity) {
    const anchor = { left: "start", center: "middle", right: "end" }[this.textAlign];
    const room = `textLength="${round(Math.min(this.measureText(words).width, most))}" lengthAdjust="spacingAndGlyphs"`;
    const style = `style="font: ${escaped(this.font)}" text-anchor="${anchor}" dominant-baseline="central"`;
    this.written.push(`<text x="${round(x)}" y="${round(y)}" ${style} ${room} ${this.filling()}>${escaped(words)}</text>`);
  }
}

function round(number) {
  return Math.round(number * 100) / 100;
}

function boxPath(x, y, width, height) {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`;
}

// A pixel, as a canvas keeps it, as #rrggbb.
function hex(word) {
  return `#${[0, 8, 16].map((shift) => ((word >> shift) & 255).toString(16).padStart(2, "0")).join("")}`;
}
