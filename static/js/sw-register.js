// Lets the browser keep the offline notice, once everything else is there. A browser looks for a new
// worker when its address changes, so the page's language is part of it: so is the notice's.
if ("serviceWorker" in navigator) {
  const worker = `/sw.js?lang=${document.documentElement.lang}`;
  addEventListener("load", () => { navigator.serviceWorker.register(worker).catch(() => {}); });
}
