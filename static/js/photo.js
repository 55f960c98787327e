// One photo place: take or pick, look, turn, shrink, send at once, replace, remove. Without it the
// plain input does the same job with the form; so does whatever could not be sent here.
(() => {
  const said = document.querySelector("[data-words]");
  const desk = window.photoDesk;
  if (!said || !desk || !window.FormData || !window.DataTransfer) return;
  const words = said.dataset;
  const LONGEST_SIDE = 2048;
  const LONGEST_PREVIEW = 640;
  const QUALITY = 0.88;
  const CARD = 85.6 / 54;
  // What lies whole inside the frame, by kind; 0: a sheet, whatever its shape.
  const FRAMED = { ektp: CARD, kk: 0, consent_letter: 0 };
  const busy = new Set();

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function icon(name) {
    const shape = document.querySelector(`template[data-icon="${name}"]`);
    return shape ? shape.content.cloneNode(true) : "";
  }

  // A sentence with the shape that goes with its colour.
  function marked(name, className, text, tag = "p") {
    const line = element(tag, className);
    line.append(icon(name), element("span", "", text));
    return line;
  }

  async function decoded(file) {
    try {
      return await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      // An older browser, or too little memory for every pixel: a picture may be decoded smaller.
      const picture = new Image();
      picture.src = URL.createObjectURL(file);
      try {
        await picture.decode();
        return picture;
      } finally {
        URL.revokeObjectURL(picture.src);
      }
    }
  }

  function canvasOf(picture, longest, turn) {
    const wide = picture.naturalWidth || picture.width;
    const high = picture.naturalHeight || picture.height;
    const scale = Math.min(1, longest / Math.max(wide, high));
    const [width, height] = [Math.round(wide * scale), Math.round(high * scale)];
    const canvas = element("canvas");
    canvas.width = turn % 2 ? height : width;
    canvas.height = turn % 2 ? width : height;
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff"; // what was see-through becomes paper, not black
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.translate(canvas.width / 2, canvas.height / 2);
    context.rotate((turn * Math.PI) / 2);
    context.drawImage(picture, -width / 2, -height / 2, width, height);
    context.resetTransform();
    return canvas;
  }

  // The picture upright and no larger than is of use; null where this browser cannot read it.
  async function read(file, turn) {
    let picture;
    try {
      picture = await decoded(file);
      const longest = Math.max(picture.naturalWidth || picture.width, picture.naturalHeight || picture.height);
      return { canvas: canvasOf(picture, LONGEST_SIDE, turn), isLarge: longest > LONGEST_SIDE };
    } catch {
      return null;
    } finally {
      if (picture && picture.close) picture.close();
    }
  }

  // What travels: the file as it is, or a copy where it is too large or was turned by hand.
  async function parcel(file, seen, turn) {
    const isUsual = /^image\/(jpeg|png|webp)$/.test(file.type);
    if (seen && (turn || (isUsual && seen.isLarge))) {
      const blob = await new Promise((done) => { seen.canvas.toBlob(done, "image/jpeg", QUALITY); });
      if (blob && blob.size) return new File([blob], "foto.jpg", { type: "image/jpeg" });
    }
    return file;
  }

  // Four corners over the preview: the card belongs inside them.
  function drawFrame(canvas, ratio) {
    const { width, height } = canvas;
    let [wide, high] = [width * 0.92, height * 0.92];
    if (ratio) {
      wide = Math.min(wide, high * ratio);
      high = wide / ratio;
    }
    const [left, top] = [(width - wide) / 2, (height - high) / 2];
    const arm = Math.min(wide, high) * 0.16;
    const context = canvas.getContext("2d");
    const corners = [
      [left, top, 1, 1], [left + wide, top, -1, 1],
      [left, top + high, 1, -1], [left + wide, top + high, -1, -1],
    ];
    for (const [line, style] of [[7, "#000"], [3, "#fff"]]) {
      context.lineWidth = line;
      context.strokeStyle = style;
      context.beginPath();
      for (const [x, y, right, down] of corners) {
        context.moveTo(x + right * arm, y);
        context.lineTo(x, y);
        context.lineTo(x, y + down * arm);
      }
      context.stroke();
    }
  }

  class Place {
    constructor(box) {
      this.box = box;
      this.form = box.closest("form");
      this.url = this.form.dataset.photoUrl || "";
      this.mostBytes = Number(this.form.dataset.mostBytes) || Infinity;
      this.field = box.dataset.photo;
      this.kind = box.dataset.kind || "";
      this.label = box.querySelector("label").textContent.trim();
      this.held = box.dataset.held || "";
      this.file = null;
      this.turn = 0;
      this.run = 0; // counts what was chosen, turned or removed: only the last one goes on
      this.stop = null;
      this.replaces = box.querySelector("[data-replaces]"); // where files stand beside others
      this.input = box.querySelector('input[type="file"]');
      this.build();
      if (this.input.files[0]) this.chosen(this.input.files[0]); // given back by the browser
    }

    build() {
      this.bar = element("progress");
      this.bar.max = 1;
      this.bar.setAttribute("aria-label", `${this.label}: ${words.sending}`);
      this.live = element("div", "photo-said");
      this.live.setAttribute("aria-live", "polite");
      this.look = element("div", "photo-look");
      this.picker = element("div", "photo-buttons");
      this.tools = element("div", "photo-buttons");
      this.makePicker();
      this.makeTools();
      this.attached = this.box.querySelector("[data-attached]");
      if (this.attached) {
        this.attached.querySelector("button").remove();
        this.live.append(this.attached);
      }
      this.input.hidden = true;
      this.input.addEventListener("change", () => this.chosen(this.input.files[0]));
      this.input.before(this.live, this.bar, this.look, this.tools, this.picker);
      this.show(this.held ? "held" : "empty");
    }

    button(word, name, does) {
      const made = element("button", "btn btn-quiet btn-small");
      made.type = "button";
      made.append(name ? icon(name) : "", words[word]);
      made.setAttribute("aria-label", `${words[word]}: ${this.label}`);
      made.addEventListener("click", does);
      return made;
    }

    makePicker() {
      const camera = element("input");
      Object.assign(camera, { type: "file", accept: "image/*", hidden: true });
      camera.setAttribute("capture", this.kind.startsWith("selfie") ? "user" : "environment");
      camera.dataset.camera = "";
      camera.addEventListener("change", () => {
        const taken = camera.files[0];
        if (!taken) return;
        this.carry(taken);
        camera.value = "";
        this.chosen(taken);
      });
      const pick = this.button(this.input.accept.includes("pdf") ? "pickFile" : "pick", "", () => this.input.click());
      // Links from the list of errors lead to what can be pressed.
      pick.id = this.input.id;
      this.input.removeAttribute("id");
      const described = this.input.getAttribute("aria-describedby");
      if (described) pick.setAttribute("aria-describedby", described);
      if (this.kind === "screenshot") this.picker.append(pick);
      else this.picker.append(this.button("take", "photo", () => camera.click()), pick, camera);
    }

    makeTools() {
      this.left = this.button("left", "", () => this.turned(3));
      this.right = this.button("right", "", () => this.turned(1));
      this.again = this.button("retry", "", () => this.go());
      this.other = this.button("replace", "", () => {
        this.picker.hidden = false;
        this.picker.firstElementChild.focus();
      });
      this.away = this.button("remove", "", () => this.remove());
      this.tools.append(this.again, this.left, this.right, this.other, this.away);
    }

    // What can be pressed while the place is: empty, busy, held, lost, refused.
    show(state) {
      this.box.dataset.state = state;
      this.bar.hidden = state !== "busy";
      this.picker.hidden = !["empty", "refused"].includes(state);
      const canTurn = Boolean(this.file && this.canTurn);
      this.left.hidden = !canTurn || !["held", "busy"].includes(state);
      this.right.hidden = this.left.hidden;
      this.again.hidden = state !== "lost";
      this.other.hidden = !["held", "lost"].includes(state);
      this.away.hidden = ["empty", "refused"].includes(state);
      this.box.classList.toggle("has-error", ["lost", "refused"].includes(state));
    }

    // Speaks once; the same words again say nothing new.
    say(...lines) {
      this.live.replaceChildren(...lines);
    }

    // Puts a file into the input, so that the form would carry it; nothing empties it.
    carry(file) {
      const files = new DataTransfer();
      if (file) files.items.add(file);
      this.input.files = files.files;
    }

    chosen(file) {
      if (!file) return;
      this.file = file;
      this.turn = 0;
      this.go();
    }

    turned(by) {
      this.turn = (this.turn + by) % 4;
      this.go();
    }

    isNow(run) {
      return run === this.run;
    }

    cancel() {
      this.run += 1;
      if (this.stop) this.stop();
      this.stop = null;
      busy.delete(this);
      return this.run;
    }

    async go() {
      const run = this.cancel();
      const { file, turn } = this;
      busy.add(this);
      for (const old of this.box.querySelectorAll(":scope > .error")) old.remove();
      this.show("busy");
      this.bar.removeAttribute("value");
      this.say(element("p", "mb-0", words.preparing));
      const seen = await read(file, turn);
      if (!this.isNow(run)) return;
      this.canTurn = Boolean(seen);
      const hints = this.preview(seen);
      const body = await parcel(file, seen, turn);
      if (seen) seen.canvas.width = 0; // gives the memory back at once
      if (!this.isNow(run)) return;
      if (body.size > this.mostBytes) this.refuse(words.large);
      else if (this.url) await this.send(body, hints, run);
      else this.ready(body, hints);
      if (this.isNow(run)) busy.delete(this);
    }

    preview(seen) {
      this.look.replaceChildren();
      if (!seen) return [];
      const { canvas } = seen;
      const hints = desk.judge(canvas, this.kind);
      const shown = canvasOf(canvas, LONGEST_PREVIEW, 0);
      if (this.kind in FRAMED) drawFrame(shown, FRAMED[this.kind]);
      shown.className = "photo-preview";
      shown.setAttribute("role", "img");
      shown.setAttribute("aria-label", `${words.preview}: ${this.label}`);
      this.look.append(shown);
      if (this.kind in FRAMED) this.look.append(element("p", "help", words.frame));
      return hints;
    }

    // What the look at the photo came to: hints first, then what is good.
    checks(hints) {
      if (!hints.length) return "";
      const list = element("ul", "photo-checks");
      for (const { name, isDoubtful } of [...hints].sort((one, other) => other.isDoubtful - one.isDoubtful)) {
        const word = words[`${name}${isDoubtful ? "Doubt" : "Good"}`];
        list.append(marked(isDoubtful ? "warn" : "done", isDoubtful ? "is-amber" : "is-green", word, "li"));
      }
      return list;
    }

    async send(body, hints, run) {
      let told = -1;
      const progress = (part) => {
        if (!this.isNow(run)) return;
        this.bar.value = part;
        const quarter = Math.floor(part * 4) * 25;
        if (quarter === told) return; // a screen reader hears quarters, not every byte
        told = quarter;
        this.say(element("p", "mb-0", `${words.sending} ${quarter} %`));
      };
      progress(0);
      const answer = await desk.send(this.url, [
        ...this.keys(), ["field", this.field], ["photo", body, body.name || "foto"],
      ], {
        onProgress: progress,
        onStart: (stop) => { this.stop = stop; },
        onWait: (message) => {
          told = -1;
          const why = message ? words.away : words.waiting; // our fault, or the line's
          if (this.isNow(run)) this.say(marked("wait", "state is-amber mb-0", why));
        },
        isWanted: () => this.isNow(run),
      });
      if (!this.isNow(run)) return;
      if (answer.ok) this.done(answer, hints);
      else if (answer.lost || answer.status >= 500) this.lost(answer.message || words.lost);
      else if (answer.retry_after) this.later(answer, run);
      else this.refuse(answer.message, answer.status);
    }

    // What says whose photo it is: the form's own hidden answers.
    keys() {
      return [...this.form.querySelectorAll('input[type="hidden"]')].map(({ name, value }) => [name, value]);
    }

    // A file that stands beside others says which one of them the next takes the place of.
    holds(id) {
      this.held = id;
      if (this.replaces) this.replaces.value = id;
    }

    done(answer, hints) {
      this.holds(String(answer.id));
      this.carry(null);
      this.settle([marked("done", "state is-green", `${words.done} · ${answer.size}`), this.checks(hints)]);
    }

    // No door of its own: the form takes the small copy along.
    ready(body, hints) {
      this.carry(body);
      this.settle([marked("done", "state is-green", words.ready), this.checks(hints)]);
    }

    settle(lines) {
      const hasFocus = this.box.contains(document.activeElement);
      this.say(...lines);
      this.show("held");
      if (hasFocus && !this.box.contains(document.activeElement)) this.other.focus({ preventScroll: true });
    }

    lost(why) {
      this.say(marked("stop", "error", why));
      this.show("lost");
    }

    // An hour that is full: once more by itself when the next one begins.
    later(answer, run) {
      this.lost(answer.message);
      setTimeout(() => { if (this.isNow(run)) this.go(); }, answer.retry_after * 1000);
    }

    refuse(message, status) {
      busy.delete(this);
      this.look.replaceChildren();
      // An old page or a full hour: the file stays in its input and goes along with the form.
      if (!status || status === 422 || status === 413) this.carry(null);
      this.say(
        marked("stop", "error", message), this.held ? element("p", "mb-0", words.kept) : "",
      );
      this.show("refused");
    }

    take(id) {
      return desk.send(this.url, [...this.keys(), ["remove", id]], {
        onProgress() {},
        onStart() {},
        onWait: () => this.say(marked("wait", "state is-amber mb-0", words.waiting)),
        isWanted: () => true,
      });
    }

    async remove() {
      this.cancel();
      const held = this.held;
      this.carry(null);
      this.look.replaceChildren();
      if (this.url && held) {
        const answer = await this.take(held);
        if (!answer.ok) {
          this.refuse(answer.message || words.lost, answer.status || 1);
          return;
        }
      }
      this.holds("");
      this.file = null;
      this.say(element("p", "soft mb-0", words.removed));
      this.show("empty");
      this.picker.firstElementChild.focus();
    }
  }

  const forms = new Set();
  for (const box of document.querySelectorAll("form [data-photo], form[data-photo]")) {
    if (box.tagName !== "FORM") forms.add(new Place(box).form);
  }

  // A photo on its way still lies in its input, so the form would carry it a second time: wait.
  for (const form of forms) {
    form.addEventListener("submit", async (event) => {
      if (![...busy].some((place) => place.form === form)) return;
      event.preventDefault();
      const button = event.submitter;
      if (form.querySelector("[data-holds-back]")) return;
      const status = element("p", "soft", words.busy);
      status.dataset.holdsBack = "";
      status.setAttribute("role", "status");
      (button && button.closest(".actions") || form).before(status);
      while ([...busy].some((place) => place.form === form)) {
        await new Promise((later) => { setTimeout(later, 200); });
      }
      status.remove();
      if (form.requestSubmit) form.requestSubmit(button);
      else form.submit();
    });
  }
})();
