// What the whole tab does, from its first page on: it keeps one step of history an action, charts fit on paper, and
// another page begins at its top: it would stay as far down as the last one where there is no moment without a page.

export default function ({ data: sent, setTriggerValue }) {
  const data = received(sent);
  if (!window.convscopeTab) {
    keepHistory();
    shrinkOnPaper();
  } else if (window.convscopeTab !== data.page) {
    document.querySelector("[data-testid=stMain]").scrollTo(0, 0);
  }
  window.convscopeTab = data.page;
  if (data.tells) setTriggerValue("ready", true);
}
