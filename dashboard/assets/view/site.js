/* Another site chosen by its name: its page is opened as the app's own links do, without loading it anew. */
document.addEventListener("change", (event) => {
  if (event.target.id !== "site-switch") return;
  window.history.pushState({}, "", event.target.value);
  window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  window.scrollTo(0, 0);
});
