// Copies the case number; without the browser's leave the button never appears.
(() => {
  const button = document.querySelector("[data-copy]");
  const source = document.querySelector("[data-copy-source]");
  const status = document.querySelector("[data-copy-status]");
  if (!button || !source || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      status.textContent = button.dataset.copied;
    } catch {
      button.hidden = true;
    }
  });
})();
