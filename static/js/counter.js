// Counts a letter while it is typed: the server's count, plus what has changed since.
const length = (id) => [...(document.getElementById(id)?.value.normalize("NFC") ?? "")].length;

for (const counter of document.querySelectorAll("[data-counter]")) {
  const ids = counter.dataset.fields.split(" ");
  const sum = () => ids.reduce((total, id) => total + length(id), 0);
  const fields = ids.map((id) => document.getElementById(id)).filter(Boolean);
  const initial = fields.reduce(
    (total, field) => total + [...field.defaultValue.normalize("NFC")].length,
    0,
  );
  const limit = Number(counter.dataset.limit);
  const tell = () => {
    const used = Number(counter.dataset.used) + sum() - initial;
    const sentence = used > limit ? counter.dataset.over : counter.dataset.within;
    counter.classList.toggle("over", used > limit);
    counter.textContent = sentence
      .replace("{used}", used.toLocaleString("en-US"))
      .replace("{limit}", limit.toLocaleString("en-US"))
      .replace("{extra}", (used - limit).toLocaleString("en-US"));
  };
  for (const field of fields) field.addEventListener("input", tell);
  addEventListener("pageshow", tell);
  tell();
}
