// Finds the number whose SHA-256, behind the salt, is the challenge.
const BATCH = 256;

async function found(salt, challenge, from) {
  const encoder = new TextEncoder();
  const digests = [];
  for (let number = from; number < from + BATCH; number += 1) {
    digests.push(crypto.subtle.digest("SHA-256", encoder.encode(salt + number)));
  }
  const wanted = parseInt(challenge.slice(0, 8), 16);
  const all = await Promise.all(digests);
  for (let place = 0; place < all.length; place += 1) {
    if (new DataView(all[place]).getUint32(0) !== wanted) continue;
    const bytes = Array.from(new Uint8Array(all[place]));
    const digest = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    if (digest === challenge) return from + place;
  }
  return null;
}

self.addEventListener("message", async (event) => {
  const { salt, challenge, maxNumber } = event.data;
  try {
    for (let from = 0; from <= maxNumber; from += BATCH) {
      const number = await found(salt, challenge, from);
      if (number !== null) {
        self.postMessage({ number });
        return;
      }
    }
    self.postMessage({ number: null });
  } catch {
    self.postMessage({ number: null });
  }
});
