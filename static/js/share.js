// Opens the phone's own share sheet where there is one.
for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () =>
    navigator
      .share({ title: button.dataset.title, url: button.dataset.share })
      .catch(() => undefined),
  );
}
