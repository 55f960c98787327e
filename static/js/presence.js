// Tells the server that this case is being read, as long as somebody looks at the tab, and says who
// else reads it. The line below the number speaks for itself only when its words change.
(() => {
  "use strict";

  const EVERY_MS = 25000;
  const line = document.querySelector("[data-presence]");
  if (!line) return;
  let timer = 0;

  const say = (words) => {
    if (line.textContent !== words) line.textContent = words;
  };

  const beat = async () => {
    clearTimeout(timer);
    if (document.visibilityState === "hidden") return;
    try {
      const answer = await fetch(line.dataset.presence, {
        method: "POST",
        redirect: "error",
        headers: {
          "X-Asked-By-Script": "1",
          "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
        },
      });
      if (!answer.ok) throw new Error(answer.status);
      say((await answer.json()).words);
    } catch {
      // Nobody knows any more who reads: an old name would be a guess.
      say("");
    }
    clearTimeout(timer);
    timer = setTimeout(beat, EVERY_MS);
  };

  document.addEventListener("visibilitychange", beat);
  timer = setTimeout(beat, EVERY_MS);
})();
