// A partner's page runs this one line: <script async src=".../static/js/embed.js" data-campaign=...>
// It puts the box there and lets its height follow its content.
(() => {
  const me = document.currentScript;
  const { campaign, source, language } = me.dataset;
  const address = new URL(`../../embed/${campaign}`, me.src);
  if (source) address.searchParams.set("source", source);
  if (language) address.searchParams.set("language", language);
  const frame = document.createElement("iframe");
  frame.src = address;
  frame.title = me.dataset.title ?? "Write to your legislators";
  Object.assign(frame.style, { width: "100%", height: "60rem", border: "0", colorScheme: "normal" });
  addEventListener("message", ({ origin, source: from, data }) => {
    const height = data?.letterBoxHeight;
    if (from === frame.contentWindow && origin === address.origin && Number.isFinite(height))
      frame.style.height = `${height}px`;
  });
  me.after(frame);
})();
