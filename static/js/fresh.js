// Keeps a section fresh while something in it is awaited: only it changes, not the form beside it.
(() => {
  const pause = 3000;
  const ask = async () => {
    const section = document.querySelector("[data-fresh]");
    if (!section) return;
    try {
      const answer = await fetch(location.href);
      if (!answer.ok || answer.redirected) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.getElementById(section.id);
      if (!now) return;
      if (now.innerHTML !== section.innerHTML) section.innerHTML = now.innerHTML;
      if (!now.hasAttribute("data-fresh")) section.removeAttribute("data-fresh");
    } catch {
      // The network is away for a moment: the next question may be answered.
    }
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
})();
