// What is typed is kept in the draft, so that a reload or an empty battery loses nothing. Quietly:
// if it cannot be kept now, the form still carries everything when it is sent.
(() => {
  const form = document.querySelector("form[data-keep-url]");
  if (!form || !navigator.sendBeacon || !window.FormData) return;
  const AFTER_MS = 1500;
  let timer = null;
  let isSent = false;

  function keep() {
    clearTimeout(timer);
    timer = null;
    if (isSent) return;
    const typed = new FormData();
    for (const [name, content] of new FormData(form)) {
      if (typeof content === "string") typed.append(name, content);
    }
    navigator.sendBeacon(form.dataset.keepUrl, typed);
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(keep, AFTER_MS);
  });
  form.addEventListener("submit", (event) => { if (!event.defaultPrevented) isSent = true; });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) keep();
  });
  addEventListener("online", () => { if (timer) keep(); });
  // Back again from the next page by the browser's own button: it may be sent once more.
  addEventListener("pageshow", (event) => { if (event.persisted) isSent = false; });
})();
