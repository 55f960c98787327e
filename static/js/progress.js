// Keeps a run's figures fresh; once the run is over the page is loaded anew, with its buttons.
(() => {
  const section = document.querySelector("[data-progress]");
  if (!section) return;
  const bar = section.querySelector("progress");
  const pause = 3000;
  const ask = async () => {
    try {
      const answer = await fetch(section.dataset.progress, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const { is_running: isRunning, percent, figures } = await answer.json();
      // Nobody can tell how far a count in one piece is: the bar then only says that it moves.
      if (percent === null) bar.removeAttribute("value");
      else bar.value = percent;
      for (const [name, text] of Object.entries(figures)) {
        const place = document.querySelector(`[data-figure="${name}"]`);
        if (place) place.textContent = text;
      }
      if (!isRunning) {
        location.reload();
        return;
      }
    } catch {
      // The network is away for a moment: the next question may be answered.
    }
    setTimeout(ask, pause);
  };
  setTimeout(ask, pause);
})();
