/* A chart over the whole screen, with large words: the rows that can be read there, and how many more there are. */
(function () {
  "use strict";
  const USUAL = 14;
  const LARGE = 17;
  /* So much of its height a row keeps; charts with titles between them cannot be pressed. */
  const PRESSED = 0.8;

  /* Words of a size, with the room they need on the left and above; the height follows from the style sheet, in the
     same step. */
  async function write(gd, size) {
    const { margin, font } = gd._fullLayout;
    if (font.size === size) return;
    const by = size / font.size;
    const scaled = (one) => Math.round(one.size * by * 10) / 10;
    const layout = { autosize: true, "font.size": size, "margin.l": margin.l * by, "margin.t": margin.t * by };
    if ((gd.layout.yaxis || {}).shift) layout["yaxis.shift"] = gd.layout.yaxis.shift * by;
    for (const [name, axis] of Object.entries(gd.layout)) {
      if (/^[xy]axis/.test(name) && axis.tickfont) layout[name + ".tickfont.size"] = scaled(axis.tickfont);
    }
    (gd.layout.annotations || []).forEach((one, at) => {
      layout["annotations[" + at + "].font.size"] = scaled(one.font || font);
      for (const shift of ["xshift", "yshift"]) {
        if (one[shift]) layout["annotations[" + at + "]." + shift] = one[shift] * by;
      }
    });
    const written = gd.data.map((trace, at) => at).filter((at) => (gd.data[at].textfont || {}).size);
    const sizes = { "textfont.size": written.map((at) => scaled(gd.data[at].textfont)) };
    await window.Plotly.update(gd, written.length ? sizes : {}, layout, written);
  }

  /* Each list of a trace that has an entry for every point, without the points of rows that are left out. */
  function among(thing, kept) {
    if (Array.isArray(thing)) return thing.length === kept.length ? thing.filter((_, at) => kept[at]) : thing;
    if (!thing || typeof thing !== "object") return thing;
    return Object.fromEntries(Object.entries(thing).map(([name, value]) => [name, among(value, kept)]));
  }

  /* The gap in a line belongs to the point before it. */
  function above(trace, cut) {
    const kept = [];
    trace.y.forEach((y, at) => kept.push(y === null ? Boolean(kept[at - 1]) : y < cut));
    return Object.assign(among(trace, kept), { xaxis: trace.xaxis, yaxis: trace.yaxis });
  }

  /* Rows on one axis, names or whole rows of small charts: the first that have room. */
  function firstRows(data, layout, room) {
    const { cells, columns } = layout.meta, axis = layout.yaxis, [end, start] = axis.range;
    const unit = PRESSED * (layout.meta.height - layout.margin.t - layout.margin.b) / (end - start);
    const most = start + room / unit;
    if (most >= end) return null;
    const aside = Math.min(0.5, Math.max(axis.tickvals[0] - start, 0));
    const begins = cells ? Array.from({ length: end }, (_, at) => at) : axis.tickvals.map((at) => at - aside);
    const cut = begins.filter((at) => at <= most && at > start).pop();
    const rows = axis.tickvals.filter((at, index) => at > cut && (axis.ticktext[index] || !axis.ticktext[0]));
    return {
      data: data.map((trace) => above(trace, cut)),
      layout: Object.assign({}, layout, { yaxis: Object.assign({}, axis, { range: [cut, start] }) }),
      hidden: cells ? cells - cut * columns : rows.length,
    };
  }

  /* Charts with axes of their own: whole rows of them, each as high as it was. */
  function firstPanels(data, layout, room) {
    const numbers = Object.keys(layout).filter((key) => /^yaxis\d*$/.test(key)).map((key) => key.slice(5));
    const inner = layout.meta.height - layout.margin.t - layout.margin.b;
    const domain = (number) => layout["yaxis" + number].domain;
    const foot = (number) => (1 - domain(number)[0]) * inner + layout.meta.below;
    const tops = [...new Set(numbers.map((number) => domain(number)[1]))].sort((a, b) => b - a);
    const rows = tops.map((top) => numbers.filter((number) => domain(number)[1] === top));
    const reach = (row) => Math.max(...row.map(foot));
    const fits = rows.filter((row, at) => !at || reach(row) <= room), shown = new Set(fits.flat());
    if (fits.length === rows.length) return null;
    const whole = Math.max(...fits.map(reach)), moved = (at) => 1 - (1 - at) * inner / whole;
    const isShown = (axis) => !axis || axis === "paper" || shown.has(axis.split(" ")[0].slice(1));
    const left = Object.fromEntries(Object.entries(layout).filter(([key]) => (
      !/^[xy]axis\d*$/.test(key) || shown.has(key.slice(5)))));
    for (const number of shown) {
      const axis = layout["yaxis" + number];
      left["yaxis" + number] = Object.assign({}, axis, { domain: axis.domain.map(moved) });
    }
    const there = (one) => isShown(one.xref) && isShown(one.yref);
    return {
      data: data.filter((trace) => isShown(trace.yaxis || "y")),
      layout: Object.assign(left, { annotations: layout.annotations.filter(there), shapes: layout.shapes.filter(there) }),
      hidden: numbers.length - shown.size,
    };
  }

  /* What a chart shows on the whole screen: all of it, or its first rows. */
  function first(gd, { data, layout }) {
    const by = LARGE / USUAL, { t, b } = layout.margin;
    const room = gd.parentElement.clientHeight - (t + b) * by;
    if (layout.meta.title) return firstPanels(data, layout, room);
    const rows = (layout.yaxis || {}).ticktext && layout.yaxis.range[0] > layout.yaxis.range[1];
    return rows && data.every((trace) => trace.type !== "heatmap") ? firstRows(data, layout, room) : null;
  }

  function tell(gd, hidden) {
    const more = gd.closest(".figure-card").querySelector(".more-rows");
    more.textContent = hidden ? more.dataset.words.replace("{n}", hidden) : "";
  }

  /* Where the card scrolls, on a phone, all of the chart is there. */
  const scrolls = (gd) => getComputedStyle(gd.closest(".figure-card")).overflowY !== "hidden";

  window.layings = window.layings || [];
  window.layings.push((gd, whole) => {
    if (!document.fullscreenElement || !gd.closest(".figure-card") || scrolls(gd)) return null;
    tell(gd, 0);
    const laid = first(gd, whole);
    tell(gd, laid ? laid.hidden : 0);
    const { data, layout } = laid || whole;
    /* A copy: it is written large in place, and the whole is drawn again on the page. */
    return Object.assign({}, whole, structuredClone({ data, layout }));
  });

  /* A chart drawn anew while large (another selection) is written large again. */
  function follow(gd) {
    if (gd._follows) return;
    gd._follows = true;
    gd.on("plotly_afterplot", () => {
      if (document.fullscreenElement) write(gd, LARGE);
    });
  }

  async function enlarge(gd) {
    follow(gd);
    await window.Plotly.react(gd, gd.whole);
    write(gd, LARGE);
  }

  /* The browser scrolls back to where the page stood before; focus may have gone on meanwhile. */
  async function shrink(charts) {
    await Promise.all(charts.map((gd) => window.Plotly.react(gd, gd.whole)));
    charts.forEach((gd) => window.Plotly.Plots.resize(gd));
    document.activeElement.scrollIntoView({ block: "nearest" });
  }

  async function large(card) {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await card.requestFullscreen();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".large-button");
    if (button) large(button.closest(".figure-card"));
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.fullscreenElement) document.exitFullscreen();
  });

  document.addEventListener("fullscreenchange", () => {
    const charts = [...document.querySelectorAll(".figure-card .js-plotly-plot")].filter((gd) => gd.whole);
    if (document.fullscreenElement) charts.forEach(enlarge);
    else shrink(charts);
  });
})();
