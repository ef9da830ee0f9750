// Arrow keys turn to the voice before and after.
"use strict";

document.addEventListener("keydown", (event) => {
  const way = { ArrowRight: "next", ArrowLeft: "prev" }[event.key];
  if (!way || event.altKey || event.ctrlKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  document.querySelector(`.turn a[rel=${way}]`)?.click();
});
