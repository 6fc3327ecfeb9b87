// Counts a letter while it is typed, as the server does: what is typed is made clean first, and
// what the office reads is what counts. A shared line in another language counts as its English.
const UNWANTED = /[\p{Cc}\p{Cf}\p{Cs}]/gu;
const KEPT = ["\n", "\u200c", "\u200d"];

const clean = (text) =>
  text
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, "\n")
    .replace(/\t/g, " ")
    .replace(UNWANTED, (char) => (KEPT.includes(char) ? char : ""))
    .normalize("NFC")
    .split("\n")
    .map((line) => line.split(/\s+/).filter(Boolean).join(" "))
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();

const length = (text) => [...text].length;
const typed = (id) => clean(document.getElementById(id)?.value ?? "");
const ENDS = /[.!?…:;,—\-"'”’»)\]]$/u;
const story = (ids) => {
  const given = ids.split("+").map(typed).filter(Boolean);
  const last = given.length - 1;
  return given.map((one, n) => (n < last && !ENDS.test(one) ? one + "." : one)).join(" ");
};
const joined = (lengths, between) =>
  lengths.reduce((total, one) => total + one, 0) + between * Math.max(0, lengths.length - 1);

for (const counter of document.querySelectorAll("[data-counter]")) {
  const { body, stories, around, note, english, within, over, limit } = counter.dataset;
  const rendered = new Map(Object.entries(JSON.parse(english)));
  const lines = () =>
    typed(body)
      .split("\n")
      .map((line) => rendered.get(line) ?? length(line));
  const words = () => {
    const told = stories.split(" ").map((ids) => length(story(ids))).filter(Boolean);
    const mark = told.length ? Number(note) : 0;
    return mark + joined([...told, joined(lines(), 1)].filter(Boolean), 2);
  };
  const tell = () => {
    const used = Number(around) + words();
    const most = Number(limit);
    counter.classList.toggle("over", used > most);
    counter.textContent = (used > most ? over : within)
      .replace("{used}", used.toLocaleString("en-US"))
      .replace("{limit}", most.toLocaleString("en-US"))
      .replace("{extra}", (used - most).toLocaleString("en-US"));
  };
  for (const id of [body, ...stories.split(/[ +]/)])
    document.getElementById(id)?.addEventListener("input", tell);
  addEventListener("pageshow", tell);
  tell();
}
