// Lets Plotly's charts shrink to the width of the paper: they are drawn for the screen's, and would be cut.

const CHARTS = ".js-plotly-plot .main-svg";

function fit() {
  for (const chart of document.querySelectorAll(CHARTS)) {
    chart.setAttribute("viewBox", `0 0 ${chart.getAttribute("width")} ${chart.getAttribute("height")}`);
  }
}

function restore() {
  for (const chart of document.querySelectorAll(CHARTS)) chart.removeAttribute("viewBox");
}

export default function () {
  window.addEventListener("beforeprint", fit);
  window.addEventListener("afterprint", restore);
  return () => {
    window.removeEventListener("beforeprint", fit);
    window.removeEventListener("afterprint", restore);
  };
}
