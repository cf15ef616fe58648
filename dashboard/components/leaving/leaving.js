// The browser asks before a page is left or loaded anew that has what neither a link nor the tab keeps.

export default function ({ data: sent }) {
  if (window.convscopeLoses === undefined) {
    window.addEventListener("beforeunload", (event) => window.convscopeLoses && event.preventDefault());
  }
  window.convscopeLoses = received(sent);
}
