// Looks at the page again every minute and puts what changed in its place. Nothing moves under a
// finger or a cursor: a part in which somebody is stays as it is, and folded parts stay folded.
// The server is told that nobody asked, so that an idle session still ends.
const WAIT = 60000;

const look = async () => {
  if (!document.hidden) {
    const asked = { cache: "no-store", redirect: "error", headers: { "X-By-Itself": "1" } };
    const answer = await fetch(location.href, asked).catch(() => null);
    if (answer?.ok) put(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }
  setTimeout(look, WAIT);
};

const put = (page) => {
  for (const part of document.querySelectorAll("[data-live]")) {
    const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
    if (!fresh || part.contains(document.activeElement)) continue;
    tell(fresh);
    const folded = part.querySelectorAll("details");
    fresh.querySelectorAll("details").forEach((each, n) => { each.open = folded[n]?.open ?? false; });
    if (fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
  }
};

const tell = (root) => root.querySelectorAll("[data-live-note]").forEach((note) => { note.hidden = false; });

tell(document);
setTimeout(look, WAIT);
