// Asks the browser for a passkey, to add one or to show one, and sends the form with its answer.
const bytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const ASK = {
  create: (options) =>
    navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: known(options.excludeCredentials),
      },
    }),
  get: (options) =>
    navigator.credentials.get({
      publicKey: {
        ...options,
        challenge: bytes(options.challenge),
        allowCredentials: known(options.allowCredentials),
      },
    }),
};

const ANSWER = ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"];

const written = ({ id, rawId, type, response }) => {
  const parts = ANSWER.filter((name) => response[name]).map((name) => [name, text(response[name])]);
  const transports = response.getTransports ? { transports: response.getTransports() } : {};
  return JSON.stringify({
    id,
    rawId: text(rawId),
    type,
    response: { ...Object.fromEntries(parts), ...transports },
  });
};

for (const form of document.querySelectorAll("[data-passkey]")) {
  const failed = form.querySelector("[data-passkey-failed]");
  const again = form.querySelector("[data-passkey-again]");
  const ask = async () => {
    failed.hidden = true;
    try {
      const passkey = await ASK[form.dataset.passkey](JSON.parse(form.dataset.options));
      form.elements.credential.value = written(passkey);
      form.submit();
    } catch {
      failed.hidden = false;
      again.hidden = false;
    }
  };
  again.addEventListener("click", ask);
  ask();
}
