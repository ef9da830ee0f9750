/* The table of indicators is one piece: its links open pages as the app's own do, without loading it anew. */
document.addEventListener("click", (event) => {
  const link = event.target.closest(".matrix a[href]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  window.history.pushState({}, "", link.href);
  window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  window.scrollTo(0, 0);
});
