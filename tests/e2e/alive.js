// What Streamlit, Markdown and HTML made of words that say `evil`: links away, pictures, frames, formulas, icons,
// colours, handlers, scripts that ran.
() => {
  const made = [...document.querySelectorAll(".stApp :is(a, img, iframe, object, embed, script, style)")].filter(
    (one) =>
      /evil/.test(`${one.hostname} ${one.src} ${one.data} ${one.textContent.match(/@import.*/)}`) ||
      /^(javascript|data:text)/.test(one.href),
  );
  const dressed = [
    ".katex",
    "[data-testid=stIconMaterial]",
    ".stMarkdownColoredText",
    ".stMarkdownColoredBackground",
    ".stMarkdownBadge",
    ".stMarkdownSmall",
  ];
  const words = [...document.querySelectorAll(dressed.join())].filter((one) => /evil|bug_report/.test(one.textContent));
  const handlers = [...document.querySelectorAll("[onerror], [onload], [onmouseover], [onfocus]")];
  const ran = typeof window.evil === "number" ? ["a script ran"] : [];
  return [...made, ...words, ...handlers].map((one) => one.outerHTML.slice(0, 200)).concat(ran);
};
