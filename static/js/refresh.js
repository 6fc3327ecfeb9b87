// Looks again while a letter moves: every three seconds for two minutes, then it lets be.
const WAIT = 3000;
const MOST = 40;

const look = async (left) => {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const state of document.querySelectorAll("[data-state]")) {
      const fresh = page.querySelector(`[data-state="${state.dataset.state}"]`);
      if (fresh && fresh.innerHTML !== state.innerHTML) state.replaceChildren(...fresh.childNodes);
    }
    if (!page.querySelector("[data-refresh]")) {
      document.querySelector("[data-look-again]")?.remove();
      return;
    }
  }
  if (left > 0) setTimeout(look, WAIT, left - 1);
};

setTimeout(look, WAIT, MOST);
