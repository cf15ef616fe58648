// Lets Plotly's charts shrink to the width of the paper: they are drawn for the screen's, and would be cut.
// biome-ignore-all lint/correctness/noUnusedVariables: another script, put together with this one, calls these.

const CHARTS = ".js-plotly-plot .main-svg";

function fit() {
  for (const chart of document.querySelectorAll(CHARTS)) {
    chart.setAttribute("viewBox", `0 0 ${chart.getAttribute("width")} ${chart.getAttribute("height")}`);
  }
}

function restore() {
  for (const chart of document.querySelectorAll(CHARTS)) chart.removeAttribute("viewBox");
}

function shrinkOnPaper() {
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", restore);
}
