// What the whole tab does, from its first page on: it keeps one step of history an action, and charts fit on paper.

export default function () {
  if (window.convscopeFrame) return;
  window.convscopeFrame = true;
  keepHistory();
  shrinkOnPaper();
}
