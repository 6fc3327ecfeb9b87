// Offers the browser's location where there is one to offer. It goes into the form as it is sent
// to our own server, and nowhere else.
const form = document.querySelector("[data-locate]");
const button = form?.querySelector("[data-locate-button]");
const failed = form?.querySelector("[data-locate-failed]");

if (form && "geolocation" in navigator) {
  form.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude;
        form.elements.lng.value = coords.longitude;
        form.submit();
      },
      () => {
        button.disabled = false;
        failed.hidden = false;
      },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
}
