// Works ahead of the form, when the page asks for it. Where it can't be done, the form goes as it
// is: the page then says how to wait instead.
(() => {
  const box = document.querySelector("[data-proof]");
  const form = box && box.closest("form");
  if (!form || !window.Worker || !window.fetch || !window.crypto || !crypto.subtle) return;
  const field = box.querySelector("[data-proof-solution]");
  const said = box.querySelector("[data-proof-said]");
  const words = box.dataset;
  // A challenge lives for an hour.
  const FRESH_MS = 50 * 60 * 1000;
  const PATIENCE_MS = 60 * 1000;
  let work = null;
  let began = 0;

  function solution(challenge) {
    return new Promise((done) => {
      const worker = new Worker(words.worker);
      const end = (number) => {
        worker.terminate();
        clearTimeout(timer);
        done(number);
      };
      const timer = setTimeout(() => end(null), PATIENCE_MS);
      worker.addEventListener("message", (event) => end(event.data.number));
      worker.addEventListener("error", () => end(null));
      worker.postMessage(challenge);
    });
  }

  async function begin() {
    began = Date.now();
    const before = said.textContent;
    said.textContent = words.working;
    try {
      const answer = await fetch(words.proof, { cache: "no-store", credentials: "same-origin" });
      if (!answer.ok) throw new Error();
      const challenge = await answer.json();
      const number = await solution(challenge);
      if (number === null) throw new Error();
      field.value = btoa(JSON.stringify({
        algorithm: challenge.algorithm, challenge: challenge.challenge, number,
        salt: challenge.salt, signature: challenge.signature,
      }));
      said.textContent = words.ready;
    } catch {
      field.value = "";
      said.textContent = before;
    }
  }

  const start = () => { work = begin().finally(() => { work = null; }); return work; };
  start();

  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    if (field.value && Date.now() - began > FRESH_MS) {
      field.value = "";
      start();
    }
    if (!work) return;
    event.preventDefault();
    const button = event.submitter;
    work.then(() => {
      if (form.requestSubmit) form.requestSubmit(button);
      else form.submit();
    });
  });
})();
