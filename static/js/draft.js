// Keeps what is typed while it is typed, so that a closed tab or an empty battery costs nothing.
// The server says how much of the letter is the writer's own; the page shows its figure.
const PAUSE = 1200;

// A page that the browser kept may show a letter that was thrown away: it is asked for anew.
addEventListener("pageshow", (shown) => shown.persisted && location.reload());

for (const form of document.querySelectorAll("form[data-save]")) {
  let waiting;
  let asked = 0;
  const body = () => new FormData(form);
  const tell = ({ own_words, story }) => {
    for (const meter of document.querySelectorAll("[data-own-words]"))
      meter.textContent = meter.dataset.words.replace("{share}", own_words);
    for (const place of document.querySelectorAll("[data-story]")) place.textContent = story;
  };
  const save = async () => {
    const turn = ++asked;
    const answer = await fetch(form.dataset.save, { method: "POST", body: body() }).catch(() => null);
    if (answer?.status === 200 && turn === asked) tell(await answer.json());
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
  addEventListener("pagehide", () => {
    if (waiting) navigator.sendBeacon(form.dataset.save, body());
  });
}
