// The wall: a chart as large as the screen, eight rows or one row of small charts at a time; arrow keys.
"use strict";

(() => {
  const figure = document.getElementById("figure");
  const chart = document.getElementById("chart");
  const ROWS = 8;
  // Letters of a chart are 12 pixels at the least; on the wall they are 28 of 1,920.
  const SMALLEST = 12, WALL = 28 / 1920;
  let first = 0;

  const scale = () => Math.max(1, WALL * window.innerWidth / SMALLEST);

  /* The rows of a chart from one on: names, values and all that stands beside them. */
  function rows(layout, from) {
    const ticks = [...layout.yaxis.tickvals].sort((one, other) => one - other);
    const shown = ticks.slice(from, from + ROWS), half = ticks.length > 1 ? (ticks[1] - ticks[0]) / 2 : 0.5;
    const after = ticks.length - from - shown.length, last = shown[shown.length - 1];
    const range = [after ? last + half : layout.yaxis.range[0], from ? shown[0] - half : layout.yaxis.range[1]];
    return { range, left: after, shown: shown.length };
  }

  /* Small charts on one pair of axes: two rows of them. */
  function cells(layout, from) {
    const { columns, cells: all } = layout.meta, down = Math.ceil(all / columns), to = Math.min(from + 2, down);
    return { range: [to, from || layout.yaxis.range[1]], left: Math.max(0, all - to * columns), shown: 2 };
  }

  /* Charts with axes of their own: one, over the whole picture. */
  function panel(layout, at) {
    const numbers = Object.keys(layout).filter((key) => /^yaxis\d*$/.test(key)).map((key) => key.slice(5));
    const number = numbers[at];
    const axes = Object.fromEntries(numbers.flatMap((one) => {
      const here = one === number;
      return ["x", "y"].map((way) => [`${way}axis${one}`, { ...layout[`${way}axis${one}`], visible: here && layout[`${way}axis${one}`].visible !== false, domain: here ? [0, way === "x" ? 1 : 0.9] : [0, 0.001] }]);
    }));
    return { axes, number, left: numbers.length - at - 1, shown: 1 };
  }

  const kind = (layout) => (layout.meta.cells ? cells : layout.yaxis?.ticktext ? rows : null);

  /* A figure of the part that is shown, and how much is left. */
  function part(whole, from) {
    const how = kind(whole.layout);
    if (how) {
      const { range, left, shown } = how(whole.layout, from);
      const inside = (y) => y >= Math.min(...range) && y <= Math.max(...range);
      const annotations = (whole.layout.annotations || []).filter((one) => one.yref !== "y" || inside(one.y));
      return { data: whole.data, layout: { ...whole.layout, annotations, yaxis: { ...whole.layout.yaxis, range } }, left, shown };
    }
    if (!whole.layout.meta.title) return { ...whole, left: 0, shown: 1 };
    const { axes, number, left, shown } = panel(whole.layout, from);
    const mine = (one, way) => (one[way] || way[0]).replace(way[0], "") === number;
    const data = whole.data.filter((trace) => mine(trace, "yaxis"));
    const annotations = (whole.layout.annotations || []).filter((one) => /paper/.test(one.yref) || one.yref === `y${number} domain` || one.yref === `y${number}`);
    const shapes = (whole.layout.shapes || []).filter((one) => /paper/.test(one.yref) || one.yref.replace(" domain", "") === `y${number}`);
    return { data, layout: { ...whole.layout, ...axes, annotations, shapes }, left, shown };
  }

  function draw() {
    const whole = JSON.parse(figure.textContent), by = scale();
    const { data, layout, left, shown } = part(whole, first);
    const width = Math.floor(chart.clientWidth / by), height = Math.floor(chart.clientHeight / by);
    const sheet = chart.firstElementChild || chart.appendChild(document.createElement("div"));
    sheet.style.transform = `scale(${by})`;
    window.Plotly.react(sheet, data, { ...layout, width, height, autosize: false }, { staticPlot: true });
    const rest = document.getElementById("rest"), more = document.getElementById("more");
    rest.textContent = left ? rest.dataset.rows.replace("#", left) : "";
    more.hidden = !left && !first;
    more.onclick = () => { first = left ? first + shown : 0; draw(); };
  }

  const frames = () => [...document.querySelectorAll(".frame")];
  const isTyping = (target) => /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

  /* Forward: the next part of the page, after the last one the next step; and back. */
  function walk(event) {
    const way = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (!way || isTyping(event.target) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const all = frames(), tops = all.map((frame) => Math.abs(frame.getBoundingClientRect().top));
    const next = all[tops.indexOf(Math.min(...tops)) + way];
    if (next) next.scrollIntoView();
    else document.querySelector(way > 0 ? "a[rel=next]" : "a[rel=prev]")?.click();
  }

  function tick() {
    const timer = document.querySelector(".timer");
    const key = `rejsespor-begun:${location.pathname.split("/")[2]}`;
    const begun = Number(sessionStorage.getItem(key)) || Date.now();
    sessionStorage.setItem(key, begun);
    timer.textContent = timer.dataset.minutes.replace("#", Math.floor((Date.now() - begun) / 60000));
  }

  document.addEventListener("keydown", walk);
  tick();
  setInterval(tick, 15000);
  if (figure) {
    document.fonts.ready.then(draw);
    let waiting = 0;
    window.addEventListener("resize", () => { clearTimeout(waiting); waiting = setTimeout(draw, 100); });
  }
})();
