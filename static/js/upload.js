// Sends one photo to the form's door: with progress, and again by itself after a dropped connection.
(() => {
  const WAITS_MS = [1000, 3000, 8000, 20000, 45000];
  const STALLED_MS = 60 * 1000;

  // One try. Answers {ok, message, id, size, status}, or {lost: true}.
  function once(url, fields, { onProgress, onStart }) {
    return new Promise((answered) => {
      const body = new FormData();
      for (const [name, content, fileName] of fields) {
        if (fileName) body.append(name, content, fileName);
        else body.append(name, content);
      }
      const request = new XMLHttpRequest();
      let stalled = null;
      const alive = () => {
        clearTimeout(stalled);
        stalled = setTimeout(() => request.abort(), STALLED_MS);
      };
      const end = (answer) => {
        clearTimeout(stalled);
        answered(answer);
      };
      request.open("POST", url);
      request.upload.addEventListener("progress", (event) => {
        alive();
        if (event.lengthComputable) onProgress(event.loaded / event.total);
      });
      for (const name of ["error", "abort", "timeout"]) {
        request.addEventListener(name, () => end({ ok: false, lost: true }));
      }
      request.addEventListener("load", () => {
        try {
          end({ status: request.status, ...JSON.parse(request.responseText) });
        } catch {
          end({ ok: false, lost: true });
        }
      });
      onStart(() => request.abort());
      alive();
      request.send(body);
    });
  }

  // Resolves when another try makes sense: after a while, or as soon as the phone is online again.
  function connected(ms) {
    return new Promise((done) => {
      const timer = navigator.onLine === false ? null : setTimeout(go, ms);
      function go() {
        clearTimeout(timer);
        removeEventListener("online", go);
        done();
      }
      addEventListener("online", go);
    });
  }

  // Tries until there is an answer, it is no longer wanted, or the waits are used up.
  async function send(url, fields, { onProgress, onStart, onWait, isWanted }) {
    for (let tries = 0; ; tries += 1) {
      const answer = await once(url, fields, { onProgress, onStart });
      const isOver = !answer.lost && answer.status < 500;
      if (isOver || !isWanted() || tries === WAITS_MS.length) return answer;
      onWait(answer.message); // none where the line was cut
      await connected(WAITS_MS[tries]);
      if (!isWanted()) return answer;
    }
  }

  window.photoDesk = { send };
})();
