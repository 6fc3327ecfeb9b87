// Says how many cards are picked. The server judges; nothing is ever disabled.
const form = document.querySelector("[data-picks]");
const tally = document.querySelector("[data-pick-tally]");

const tell = () => {
  const picked = form.querySelectorAll("input[name=recommendation]:checked").length;
  const most = Number(form.dataset.picks);
  const sentence =
    picked === 0 ? tally.dataset.none : picked > most ? tally.dataset.many : tally.dataset.some;
  tally.textContent = sentence.replace("{picked}", picked);
};

if (form && tally) {
  form.addEventListener("change", tell);
  addEventListener("pageshow", tell);
  tally.hidden = false;
  tell();
}
