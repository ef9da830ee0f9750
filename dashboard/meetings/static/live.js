// How far a round or a workshop is, asked every other second. The server says in how many milliseconds it is revealed, so all
// see it at one moment, whatever their clocks say.
"use strict";

(() => {
  const PERIOD = 2000, LONGEST = 15000;
  const root = () => document.querySelector("[data-state]");
  let tag = "", wait = PERIOD, due = 0;

  function show(phase) {
    const page = root();
    if (phase === page.dataset.phase) return;
    page.dataset.phase = phase;
    if ("wall" in page.dataset && phase !== "revealing") return location.reload();
    page.querySelector(".phase").textContent = page.dataset[phase] || "";
    const form = page.querySelector("fieldset.whole");
    if (form) form.disabled = phase !== "open";
  }

  function take({ phase, in_ms: rest, told }) {
    show(phase);
    const line = document.querySelector(".arrived");
    if (told && line && line.textContent !== told) line.textContent = told;
    if (rest === undefined) return;
    clearTimeout(due);
    due = setTimeout(show, rest, "revealed");
  }

  async function look() {
    try {
      const answer = await fetch(root().dataset.state, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
      if (answer.ok) { tag = answer.headers.get("ETag"); take(await answer.json()); }
      else if (answer.status !== 304) throw new Error(String(answer.status));
      wait = PERIOD;
    } catch { wait = Math.min(2 * wait, LONGEST); /* Many that come back at once would be a storm. */ }
    if (root().dataset.phase !== "over") setTimeout(look, wait * (0.85 + 0.3 * Math.random()));
  }

  look();
})();
