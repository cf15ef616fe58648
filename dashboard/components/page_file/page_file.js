// Saves the page as one file that needs no server and no network: its words as they stand, its pictures drawn by their
// own scripts with what Python has sent of them, so that pointing at a cell still says its value.

const saved = new Set();
const QUIET = 700; // milliseconds
const PATIENCE = 30_000; // milliseconds; what is not there by then is left out
const VARIABLES = ["font", "text-color", "primary-color", "border-color", "base-radius"];
const PRESSED = "button, label, input, [data-testid=stWidgetLabel], [data-testid=stButtonGroup], [data-testid=stTooltipIcon]";
const SIGNS = { check: "\u2713", close: "\u2717" }; // icons whose font is not at hand elsewhere
const KEPT = ["style", "href", "colspan", "src", "alt"];
const STYLE = `
  body { margin: 0 auto; max-width: 1200px; padding: 1.5rem; line-height: 1.5; }
  body, .scene, .chain { font-family: var(--st-font); color: var(--st-text-color); background: var(--st-background-color); }
  .row { display: flex; flex-wrap: wrap; gap: 1rem 1.5rem; } .row > * { flex: 1 1 12rem; min-width: 0; }
  .part { position: relative; margin: 0.8rem 0; } pre { overflow-x: auto; font-size: 0.8rem; }
  a { color: var(--st-primary-color); } img, svg { max-width: 100%; } details { margin: 0.8rem 0; } small, footer { opacity: 0.75; }
  .wide { overflow-x: auto; } table { border-collapse: collapse; } th, td { padding: 0.3rem 0.6rem; text-align: right; border-bottom: 1px solid #8884; }`;

export default function ({ data: sent, parentElement }) {
  const data = received(sent);
  if (saved.has(data.ticket)) return;
  saved.add(data.ticket);
  const style = getComputedStyle(parentElement.querySelector(".page_file"));
  const { backgroundColor } = getComputedStyle(document.querySelector("[data-testid=stApp]")); // the sidebar has another
  const own = VARIABLES.map((name) => `--st-${name}: ${style.getPropertyValue(`--st-${name}`)};`);
  const theme = [`--st-background-color: ${backgroundColor};`, ...own].join(" ");
  settled().then(() => save({ ...data, theme }));
}

// Once nothing on the page has changed for a while.
function settled() {
  return new Promise((done) => {
    const isEmpty = (details) => !details.textContent.trim();
    const isBusy = () =>
      document.querySelector("[data-testid=stStatusWidget], [data-testid=stMain] [data-testid=stSkeleton]") ||
      [...document.querySelectorAll("details[open] [data-testid=stExpanderDetails]")].some(isEmpty);
    const end = Date.now() + PATIENCE;
    const finish = () => {
      if (isBusy() && Date.now() < end) return wait();
      observer.disconnect();
      done();
    };
    let timer;
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(finish, QUIET);
    };
    const observer = new MutationObserver(wait);
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    wait();
  });
}

// What is folded is made only when it is opened: for the file it is, and then it is folded again.
async function save(data) {
  const main = document.querySelector("[data-testid=stMain]");
  const folded = [...main.querySelectorAll("details:not([open]) > summary")];
  for (const summary of folded) summary.click();
  await settled();
  const pictures = [];
  const body = copy(main, pictures);
  const sources = [...new Set([...main.querySelectorAll("img")].map((image) => image.src))];
  const images = await Promise.all(sources.map(async (source) => [source, await inline(source)]));
  for (const summary of folded) summary.click();
  const whole = images.reduce((html, [from, to]) => html.replaceAll(escaped(from), escaped(to)), body);
  handOver(new Blob([page(data, whole, pictures)], { type: "text/html" }), data.named, "html");
}

// HTML of what is read and looked at; what is pressed is left out.
function copy(node, pictures) {
  if (node.matches(PRESSED) || getComputedStyle(node).display === "none") return "";
  const picture = node.shadowRoot?.querySelector(".scene, .chain");
  if (picture) return place(node.shadowRoot, picture, pictures);
  if (/^H[1-4]$/.test(node.tagName)) return `<${node.tagName}>${escaped(bare(node).textContent.trim())}</${node.tagName}>`;
  if (node.matches("[data-testid=stMarkdownContainer], [data-testid=stHtml]")) return `<div>${plain(node)}</div>`;
  if (node.tagName === "PRE") return `<pre>${escaped(node.textContent)}</pre>`;
  if (node.tagName === "IMG") return `<img src="${escaped(node.src)}" alt="${escaped(node.alt)}">`;
  if (node.matches("[data-testid=stDataFrame]")) return grid(node);
  if (node.matches(".js-plotly-plot")) return `<div class="part">${chart(node)}</div>`;
  const inside = [...node.children].map((child) => copy(child, pictures)).join("");
  if (node.matches("[data-testid=stHorizontalBlock]")) return `<div class="row">${inside}</div>`;
  if (node.matches("[data-testid=stColumn]")) return `<div>${inside}</div>`;
  if (node.tagName === "SUMMARY") return `<summary>${escaped(bare(node).textContent.trim())}</summary>`;
  return node.tagName === "DETAILS" ? `<details>${inside}</details>` : inside;
}

// A place for a picture, whose script finds there what it was given here.
function place(shadow, picture, pictures) {
  const styles = [...shadow.querySelectorAll("style")].map((style) => style.textContent).join("");
  pictures.push({ kind: picture.className, data: picture.given, styles });
  return `<div class="part" id="picture${pictures.length - 1}"><div class="${picture.className}" tabindex="-1"></div></div>`;
}

function bare(node) {
  const copied = node.cloneNode(true);
  for (const odd of copied.querySelectorAll("style, script, button, .sideways, [data-testid=stIconMaterial]")) odd.remove();
  for (const icon of copied.querySelectorAll("[translate=no]")) icon.replaceWith(SIGNS[icon.textContent.trim()] ?? "");
  return copied;
}

// Its HTML without what only the page's own scripts and styles understand.
function plain(node) {
  const copied = bare(node);
  for (const element of copied.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) if (!KEPT.includes(name)) element.removeAttribute(name);
  }
  return copied.innerHTML;
}

// A table that is painted says its cells to those who listen: those that are in sight.
function grid(node) {
  const table = node.querySelector("canvas [role=grid]");
  if (!table?.querySelector("[role=row]")) return "";
  const lines = [...table.querySelectorAll("[role=row]")].map((line) => [...line.children].map((cell) => cell.textContent));
  const row = (line) => `<tr>${line.map((words) => `<td>${escaped(words)}</td>`).join("")}</tr>`;
  const isWhole = lines.length >= table.ariaRowCount && lines[0].length >= table.ariaColCount;
  const note = isWhole ? "" : "<small>Of this table, what was in sight.</small>";
  return `<div class="wide"><table>${lines.map(row).join("")}</table></div>${note}`;
}

// Plotly lays several drawings over each other.
function chart(plot) {
  const layers = [...plot.querySelectorAll(".main-svg")].map((layer) => layer.innerHTML).join("");
  const { clientWidth: width, clientHeight: height } = plot;
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}">${layers}</svg>`;
}

async function inline(address) {
  const blob = await (await fetch(address)).blob();
  return new Promise((done) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.readAsDataURL(blob);
  });
}

function page(data, body, pictures) {
  const { fontSize } = getComputedStyle(document.documentElement);
  const { title, whose } = data.named;
  const styles = [...new Set(pictures.map((picture) => picture.styles))].join("\n");
  const shown = pictures.map(({ kind, data }) => ({ kind, data: { ...data, hears: false } }));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(`${title}: ${whose}`)}</title>
<style>:root { font-size: ${fontSize}; ${data.theme} } ${styles} ${STYLE}</style></head>
<body>${body}<footer>${escaped(data.from)}</footer>
<script type="module">
const pictures = ${inScript(shown)}, scripts = ${inScript(data.scripts)}, modules = {};
for (const [kind, script] of Object.entries(scripts)) {
  modules[kind] = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
}
pictures.forEach(({ kind, data }, at) => {
  const parentElement = document.getElementById(\`picture\${at}\`);
  modules[kind].default({ data, parentElement, setTriggerValue() {} });
  if (kind === "chain") parentElement.addEventListener("click", (event) => event.stopPropagation(), true);
});
</script></body></html>
`;
}

// As a script may say it, wherever it stands in HTML.
function inScript(value) {
  return JSON.stringify(value).replace(/</g, "\\u003c").replace(/[\u2028\u2029]/g, " ");
}
