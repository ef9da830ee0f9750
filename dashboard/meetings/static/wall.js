// The wall: a chart as large as the screen, eight rows or one row of small charts at a time; arrow keys.
"use strict";

(() => {
  const figure = document.getElementById("figure");
  const chart = document.getElementById("chart");
  // Letters of a chart are 12 pixels at the least; on the wall they are 28 of 1,920.
  const SMALLEST = 12, WALL = 28 / 1920;
  // Which part of the chart is shown, and how many there are.
  let at = 0, count = 1;

  const scale = () => Math.max(1, WALL * window.innerWidth / SMALLEST);

  function draw() {
    const by = scale(), width = Math.floor(chart.clientWidth / by), height = Math.floor(chart.clientHeight / by);
    const parts = window.partsOf(JSON.parse(figure.textContent), width, height);
    count = parts.length;
    at %= count;
    const { data, layout } = parts[at](), sheet = chart.firstElementChild || chart.appendChild(document.createElement("div"));
    sheet.style.transform = `scale(${by})`;
    window.Plotly.newPlot(sheet, data, { ...layout, autosize: false }, { staticPlot: true });
    const part = document.getElementById("part"), more = document.getElementById("more");
    part.textContent = parts.length > 1 ? part.dataset.words.replace("#", at + 1).replace("##", parts.length) : "";
    more.hidden = parts.length < 2;
    more.onclick = () => { at += 1; draw(); };
  }

  const main = document.getElementById("main");
  const frames = () => [...document.querySelectorAll(".frame")];
  const isTyping = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

  /* The frame that is seen: the one whose top is nearest the top. */
  function frame() {
    const tops = frames().map((one) => Math.abs(one.getBoundingClientRect().top));
    return tops.indexOf(Math.min(...tops));
  }

  /* Forward: the next part of the page, after the last one the next step; and back. */
  function walk(event) {
    const way = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (!way || isTyping(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = frames()[frame() + way];
    if (next) next.scrollIntoView();
    else document.querySelector(way > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
  }

  /* A wall that presents says where it went, and goes where the phone leads it. What it says is heard only if
     it knows the last turn: who was led on meanwhile does not lead back. */
  function present({ place, step, number }) {
    const key = `rejsespor-turn:${place}`;
    const known = () => sessionStorage.getItem(key) || "";
    let told = "";
    const seen = () => `${frame()} ${at} ${count}`;

    function follow(now) {
      sessionStorage.setItem(key, now.turn);
      if (now.part !== at) { at = now.part; if (figure) draw(); }
      if (now.step !== Number(number)) location.assign(step.replace("/0?", `/${now.step}?`) + `#${frames()[now.frame].id}`);
      else if (now.frame !== frame()) frames()[now.frame].scrollIntoView();
      told = `${now.frame} ${at} ${count}`;
    }

    async function look() {
      const news = seen() !== told;
      const body = news ? new URLSearchParams({ step: number, frame: frame(), part: at, parts: count, turn: known() }) : undefined;
      try {
        const response = await fetch(place, body ? { method: "POST", body } : {});
        if (!response.ok) return;
        const now = await response.json();
        if (news || String(now.turn) !== known()) follow(now);
      } catch { /* The next look may find a connection. */ }
    }

    look();
    setInterval(look, 1500);
  }

  /* The time of this step, kept in this browser alone. */
  function tick() {
    const timer = document.querySelector(".timer"), key = `rejsespor-begun:${location.pathname}`;
    const begun = Number(sessionStorage.getItem(key)) || Date.now(), gone = Math.floor((Date.now() - begun) / 60000);
    sessionStorage.setItem(key, begun);
    timer.textContent = timer.dataset.words.replace("#", gone);
    timer.classList.toggle("over", gone >= Number(timer.dataset.planned || Infinity));
  }

  document.addEventListener("keydown", walk);
  if (document.querySelector(".timer")) { tick(); setInterval(tick, 15000); }
  if (main.dataset.place) present(main.dataset);
  if (figure) {
    document.fonts.ready.then(draw);
    let waiting = 0;
    window.addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(draw, 100); });
  }
})();
