// The list of errors takes the focus, so that it is read and seen first.
(() => {
  const errors = document.getElementById("errors");
  if (errors) errors.focus();
})();
