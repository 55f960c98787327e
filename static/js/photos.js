// Sends each chosen photo at once, with progress, retry and preview. The form works without it:
// whatever could not be sent here stays in its input and goes along with the form.
(() => {
  const form = document.querySelector("form[data-complaint]");
  if (!form || !window.FormData || !window.XMLHttpRequest) return;
  const words = document.querySelector("[data-words]").dataset;
  const mostBytes = Number(form.dataset.mostBytes);
  const SHRINK_ABOVE = 2 * 1024 * 1024;
  const LONGEST_SIDE = 2048;
  const TIMEOUT_MS = 5 * 60 * 1000;
  const sending = new Set();

  const value = (name) => form.querySelector(`input[name="${name}"]`).value;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  // A sentence with the shape that goes with its colour.
  function marked(icon, className, text) {
    const line = element("p", className);
    const shape = document.querySelector(`template[data-icon="${icon}"]`);
    if (shape) line.append(shape.content.cloneNode(true));
    line.append(element("span", "", text));
    return line;
  }

  // A smaller copy of a large photo, upright; null when the browser cannot make one safely.
  async function shrunk(file) {
    if (file.size <= SHRINK_ABOVE || !/^image\/(jpeg|png|webp)$/.test(file.type)) return null;
    if (!window.createImageBitmap) return null;
    let bitmap;
    try {
      bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(bitmap.width * scale);
      canvas.height = Math.round(bitmap.height * scale);
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88));
      return blob && blob.size > 0 && blob.size < file.size ? blob : null;
    } catch {
      return null;
    } finally {
      if (bitmap && bitmap.close) bitmap.close();
    }
  }

  function post(fields, onProgress) {
    return new Promise((answered) => {
      const body = new FormData();
      body.append("csrfmiddlewaretoken", value("csrfmiddlewaretoken"));
      body.append("token", value("token"));
      for (const [name, content, fileName] of fields) {
        if (fileName) body.append(name, content, fileName);
        else body.append(name, content);
      }
      const request = new XMLHttpRequest();
      request.open("POST", form.dataset.photoUrl);
      request.timeout = TIMEOUT_MS;
      if (onProgress) {
        request.upload.addEventListener("progress", (event) => {
          if (event.lengthComputable) onProgress(event.loaded / event.total);
        });
      }
      const lost = () => answered({ ok: false, lost: true, message: words.lost });
      request.addEventListener("error", lost);
      request.addEventListener("timeout", lost);
      request.addEventListener("abort", lost);
      request.addEventListener("load", () => {
        try {
          answered({ status: request.status, ...JSON.parse(request.responseText) });
        } catch {
          lost();
        }
      });
      request.send(body);
    });
  }

  class Place {
    constructor(box) {
      this.box = box;
      this.field = box.dataset.photo;
      this.label = box.querySelector("label").textContent;
      this.held = box.dataset.held || "";
      this.input = box.querySelector('input[type="file"]');
      this.file = null;
      this.live = element("div");
      this.live.setAttribute("aria-live", "polite");
      if (this.input) this.input.before(this.live);
      else this.box.append(this.live);
      if (this.input) this.input.addEventListener("change", () => this.chosen());
      const removeButton = box.querySelector("[data-attached] button");
      if (removeButton) {
        removeButton.addEventListener("click", (event) => {
          event.preventDefault();
          this.remove();
        });
      }
    }

    chosen() {
      this.file = this.input.files[0] || null;
      if (this.file) this.send();
    }

    clearOld() {
      this.box.classList.remove("has-error");
      this.input.classList.remove("is-invalid");
      this.input.removeAttribute("aria-invalid");
      for (const old of this.box.querySelectorAll(":scope > .error")) old.remove();
    }

    async send() {
      const file = this.file;
      sending.add(this);
      this.clearOld();
      const bar = element("progress");
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", `${this.label}: ${words.sending}`);
      this.live.replaceChildren(element("p", "mb-0", words.sending), bar);
      const smaller = await shrunk(file);
      const body = smaller || file;
      if (body.size > mostBytes) {
        sending.delete(this);
        this.input.value = "";
        this.refuse(words.large, false);
        return;
      }
      const answer = await post(
        [["field", this.field], ["photo", body, smaller ? "foto.jpg" : file.name || "foto"]],
        (share) => { bar.value = share; },
      );
      sending.delete(this);
      if (file !== this.file) return;
      if (answer.ok) this.done(answer, body);
      else this.refuse(answer.message, Boolean(answer.lost) || answer.status >= 500, answer.status);
    }

    done(answer, body) {
      this.held = String(answer.id);
      this.input.value = "";
      const attached = this.box.querySelector("[data-attached]");
      if (attached) attached.remove();
      const state = marked("done", "state is-green mb-2", `${words.done} · ${answer.size}`);
      const picture = element("img", "photo-preview");
      picture.alt = `${words.preview}: ${this.label}`;
      picture.src = URL.createObjectURL(body);
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
      picture.addEventListener("error", () => picture.remove(), { once: true });
      this.live.replaceChildren(state, picture, this.buttons());
      this.input.hidden = true;
    }

    buttons() {
      const row = element("div", "photo-buttons");
      const replace = element("button", "btn btn-quiet btn-small", words.replace);
      const remove = element("button", "btn btn-quiet btn-small", words.remove);
      replace.type = "button";
      remove.type = "button";
      replace.setAttribute("aria-label", `${words.replace}: ${this.label}`);
      remove.setAttribute("aria-label", `${words.remove}: ${this.label}`);
      replace.addEventListener("click", async () => {
        // A supporting file stands beside others, so the old one goes first.
        if (this.field.includes("supporting")) await this.remove();
        this.input.hidden = false;
        this.input.click();
      });
      remove.addEventListener("click", () => this.remove());
      row.append(replace, remove);
      return row;
    }

    async remove() {
      const answer = await post([["remove", this.held]]);
      if (!answer.ok) {
        this.refuse(answer.message, false);
        return;
      }
      this.held = "";
      this.file = null;
      const attached = this.box.querySelector("[data-attached]");
      if (attached) attached.remove();
      if (!this.input) this.makeInput();
      this.input.hidden = false;
      this.input.value = "";
      this.live.replaceChildren(element("p", "soft mb-0", words.removed));
      this.input.focus();
    }

    makeInput() {
      this.input = element("input", "form-control");
      Object.assign(this.input, {
        type: "file", accept: "image/*", name: this.field, id: `id_${this.field}`,
      });
      this.input.setAttribute("aria-describedby", `id_${this.field}_helptext`);
      this.input.addEventListener("change", () => this.chosen());
      this.live.after(this.input);
    }

    refuse(message, mayRetry, status) {
      const fault = marked("stop", "error", message);
      this.box.classList.add("has-error");
      this.live.replaceChildren(fault);
      if (status === 422 || status === 413) this.input.value = "";
      if (this.input) this.input.hidden = false;
      if (!mayRetry) return;
      const retry = element("button", "btn btn-quiet btn-small", words.retry);
      retry.type = "button";
      retry.setAttribute("aria-label", `${words.retry}: ${this.label}`);
      retry.addEventListener("click", () => this.send());
      this.live.append(retry);
    }
  }

  for (const box of form.querySelectorAll("[data-photo]")) new Place(box);

  // A photo on its way still lies in its input, so the form would carry it a second time: wait.
  form.addEventListener("submit", async (event) => {
    if (!sending.size) return;
    event.preventDefault();
    const button = event.submitter;
    const status = element("p", "soft", words.busy);
    status.setAttribute("role", "status");
    form.append(status);
    while (sending.size) await new Promise((later) => setTimeout(later, 200));
    status.remove();
    if (form.requestSubmit) form.requestSubmit(button);
    else form.submit();
  });
})();

// The list of errors takes the focus, so that it is read and seen first.
(() => {
  const errors = document.getElementById("errors");
  if (errors) errors.focus();
})();

// What is typed is kept in the draft, so that a reload or an empty battery loses nothing. Quietly:
// if it cannot be kept now, the form still carries everything when it is sent.
(() => {
  const form = document.querySelector("form[data-complaint]");
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
})();
