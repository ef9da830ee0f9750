// How much of a step's time is left: started and paused by hand, kept in this browser through a reload. Quiet: it
// tells minutes, seconds only in the last one, and makes no sound.
"use strict";

(() => {
  const box = document.querySelector(".countdown");
  const { key, minutes, left, seconds, start, pause, up } = box.dataset;
  const whole = 60000 * minutes, KEY = `rejsespor-time:${key}`;
  const turn = box.querySelector("[data-turn]"), again = box.querySelector("[data-again]");
  const read = () => { try { return JSON.parse(localStorage.getItem(KEY)) || { rest: whole }; } catch { return { rest: whole }; } };
  const keep = (state) => { try { localStorage.setItem(KEY, JSON.stringify(state)); } catch { /* A browser that keeps nothing still counts. */ } };
  let now = read();

  // While it runs, when it is up is kept; while it stands, how much is left.
  const rest = () => Math.max(0, now.until ? now.until - Date.now() : now.rest);

  function show() {
    const more = rest(), text = more > 60000 ? left.replace("#", Math.ceil(more / 60000)) : seconds.replace("#", Math.ceil(more / 1000));
    box.querySelector(".rest").textContent = text;
    box.classList.toggle("over", more === 0);
    const said = more === 0 ? up : "", line = box.querySelector(".up");
    if (line.textContent !== said) line.textContent = said;
    turn.textContent = now.until && more ? pause : start;
    turn.hidden = more === 0;
    again.hidden = more === whole;
  }

  function set(state) { now = state; keep(state); show(); }
  const toggle = () => set(now.until ? { rest: rest() } : { until: Date.now() + rest() });

  turn.addEventListener("click", toggle);
  again.addEventListener("click", () => { set({ rest: whole }); turn.focus(); });
  document.addEventListener("keydown", (event) => {
    const isPlain = !(event.altKey || event.ctrlKey || event.metaKey);
    if (isPlain && event.key.toLowerCase() === "p" && rest() && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) toggle();
  });
  show();
  setInterval(show, 500);
})();
