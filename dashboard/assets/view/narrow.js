/* A chart as a phone can show it: names above their rows, small charts in fewer columns, nothing to scroll to.
   Here alone a figure is laid anew before it is drawn: what else wants to joins `layings`, and is asked first. */
(function () {
  "use strict";
  /* The least room a chart of dots has on a desk: 40 rem. */
  const NARROW = 640;
  const MARGIN = 8;
  const LINE = 17;
  const LETTER = 6.4;

  const lines = (words) => words.split("<br>").length;
  const isWords = (trace) => trace.mode === "text";
  /* Tags take no room, and are not broken. */
  const letters = (words) => words.replace(/<[^>]*>/g, "").length;
  const wide = (words) => LETTER * Math.max(...words.split("<br>").map(letters));

  function wrapped(words, width) {
    const most = Math.floor(width / LETTER);
    return words.split("<br>").map((line) => line.split(/[ \u2002](?![^<]*>)/).reduce((found, word) => {
      const last = found[found.length - 1];
      if (last && letters(last + " " + word) <= most) found[found.length - 1] = last + " " + word;
      else found.push(word);
      return found;
    }, []).join("<br>")).join("<br>");
  }

  /* What stands over the whole chart, a line or more each: the legend from its left edge, then the keys. */
  function heads(layout, width, more = []) {
    const stands = layout.annotations.filter((one) => one.yref === "paper" && one.y === 1);
    const legend = stands.filter((one) => one.xshift === -layout.margin.l);
    const keys = stands.filter((one) => /■/.test(one.text) && !legend.includes(one));
    const rest = layout.annotations.filter((one) => !legend.includes(one) && !keys.includes(one));
    const told = keys.map((one) => one.text.replace(/<br>/g, "\u2002").replace(/> /g, ">\u00a0")).join("\u2002");
    const found = [...legend.map((one) => one.text), told, ...more].filter(Boolean).map((words) => wrapped(words, width));
    return { found, rest, room: LINE * found.reduce((sum, words) => sum + lines(words), 0) };
  }

  function over(found, left, top) {
    return {
      text: found.join("<br>"), xref: "paper", x: 0, xanchor: "left", xshift: -left, yref: "paper", y: 1,
      yanchor: "top", yshift: top, align: "left", showarrow: false, font: { size: 13 },
    };
  }

  /* Names of rows from the left edge, so many pixels above their rows. */
  const named = (names, heights, left, above, size) => names.map((text, at) => ({
    text, xref: "paper", x: 0, xanchor: "left", xshift: -left, yref: "y", y: heights[at], yanchor: "middle",
    yshift: above, align: "left", showarrow: false, font: { size },
  }));

  /* Rows with names on the left, and differences on the right: both move above the marks of their row.
     A row of 27 pixels and a name of 19 become 46, of which the marks keep theirs; stripes and lines of parts
     move up with the name. */
  function rows(data, layout, width) {
    const axis = layout.yaxis, margin = layout.margin, span = axis.range[0] - axis.range[1];
    const isHeading = (one) => one.yref === "paper" && one.x === 1;
    const heading = layout.annotations.filter(isHeading).map((one) => "±0 " + one.text);
    const isEnd = (trace) => trace.x[0] === layout[trace.xaxis.replace("x", "xaxis")].range[1];
    const aside = heading.length ? data.filter((trace) => isWords(trace) && isEnd(trace)) : [];
    const shifts = new Map(aside.flatMap((trace) => trace.y.map((y, at) => (
      [y, "<span style='color:" + trace.textfont.color + "'>" + trace.text[at] + "</span>  "]))));
    const names = axis.ticktext.map((words, at) => wrapped((shifts.get(axis.tickvals[at]) || "") + words, width));
    const name = LINE * Math.max(...names.map(lines)) + 2;
    const marks = (layout.meta.height - margin.t - margin.b) / span, row = marks + name, up = name / 2 / row;
    const before = data.filter((trace) => isWords(trace) && trace.textposition === "middle left");
    const ends = layout.xaxis.ticktext || [""], half = (words) => wide(words) / 2 + MARGIN;
    const left = Math.max(half(ends[0]), MARGIN + Math.max(0, ...before.flatMap((trace) => trace.text.map(wide))));
    const { found, rest, room } = heads(layout, width, heading);
    const top = margin.t + room, foot = Math.max(margin.b, LINE + 4);
    const moved = (shape) => (/paper|domain/.test(shape.yref) ? shape
      : Object.assign({}, shape, { y0: shape.y0 - up, y1: shape.y1 - up }));
    const nearest = (y) => axis.tickvals.reduce((best, at) => (Math.abs(at - y) < Math.abs(best - y) ? at : best));
    const near = (y) => (y === null ? y : nearest(y) + (y - nearest(y)) * marks / row);
    const drawn = (trace) => Object.assign({}, trace, { y: trace.y.map(near) },
      trace.width ? { width: [].concat(trace.width).map((width) => width * marks / row) } : {});
    return {
      data: data.filter((trace) => !aside.includes(trace)).map(drawn),
      height: Math.round(span * row) + top + foot,
      layout: Object.assign({}, layout, {
        margin: { l: left, t: top, r: half(ends[ends.length - 1]), b: foot },
        shapes: (layout.shapes || []).map(moved),
        annotations: [
          ...rest.filter((one) => !isHeading(one)), over(found, left, top),
          ...named(names, axis.tickvals, left, row / 2, (axis.tickfont || layout.font).size),
        ],
        yaxis: Object.assign({}, axis, {
          range: axis.range.map((end) => end - up), showticklabels: false, ticklabelposition: "outside",
        }),
      }),
    };
  }

  /* Small charts on one pair of axes, each within a unit: they move by the whole parts of x and y. */
  function cells(data, layout, width) {
    const { columns, cells: all } = layout.meta, fewer = 2, margin = layout.margin;
    const many = Math.ceil(all / columns), now = Math.ceil(all / fewer);
    const head = -layout.yaxis.range[1], row = (layout.meta.height - margin.t - margin.b) / (many + head);
    const place = (x, y) => {
      if (x === null || y < 0) return [x, y];
      const at = Math.floor(y) * columns + Math.floor(x);
      return [at % fewer + x % 1, Math.floor(at / fewer) + y % 1];
    };
    const title = (words) => wrapped(words.replace(/<br>/g, " "), width / fewer - 16);
    const moved = (trace) => {
      const placed = trace.x.map((x, at) => place(x, trace.y[at]));
      const text = trace.textposition === "top right" ? trace.text.map(title) : trace.text;
      return Object.assign({}, trace, { text, x: placed.map(([x]) => x), y: placed.map(([, y]) => y) });
    };
    const marks = layout.yaxis.tickvals.map((at, index) => [at, layout.yaxis.ticktext[index]])
      .filter(([at]) => at < 1);
    const ticks = Array.from({ length: now }, (_, at) => marks.map(([y, words]) => [at + y, words])).flat();
    const { found, rest, room } = heads(layout, width);
    const top = margin.t + room;
    return {
      data: data.map(moved),
      height: Math.round((now + head) * row) + top + margin.b,
      layout: Object.assign({}, layout, {
        margin: Object.assign({}, margin, { t: top }),
        annotations: rest.concat(over(found, margin.l, top)),
        xaxis: Object.assign({}, layout.xaxis, { range: [0, fewer] }),
        yaxis: Object.assign({}, layout.yaxis, {
          range: [now, -head], tickvals: ticks.map(([at]) => at), ticktext: ticks.map(([, words]) => words),
        }),
      }),
    };
  }

  /* A heat map of sites down and questions across: questions go down, each with its name in a row above. */
  function heat(data, layout, width) {
    const whole = data[0], columns = whole.y.length, names = layout.xaxis.ticktext, height = 26;
    const sites = layout.yaxis.ticktext.map((words) => words.replace(/<br>/g, " "));
    const turned = (table) => names.flatMap((_, at) => [whole.y.map(() => null), table.map((row) => row[at])]);
    const written = (one) => {
      const x = Math.floor(one.x + 0.5 - 0.001), y = Math.floor(one.y + 0.5);
      return Object.assign({}, one, {
        x: y + one.x - x, y: 2 * x + 1 + one.y - y, text: one.text.replace(/ <span.*<\/span>/, ""),
        font: Object.assign({}, one.font, { size: Math.min(one.font.size, 13) }),
      });
    };
    const line = (shape) => Object.assign({}, shape, {
      xref: "x", x0: shape.y0, x1: shape.y1, yref: "paper", y0: 0, y1: 1,
    });
    const top = LETTER * Math.max(...sites.map(letters)) + 16, rows = 2 * names.length;
    const heights = names.map((_, at) => 2 * at);
    const told = names.map((words) => wrapped(words.replace(/<br>/g, " "), width));
    const questions = named(told, heights, MARGIN, 0, 13);
    return {
      data: [Object.assign({}, whole, {
        x: whole.y, y: Array.from({ length: rows }, (_, at) => at), z: turned(whole.z),
        hovertext: turned(whole.hovertext), hoverongaps: false, xgap: 2, ygap: 0,
      })],
      height: rows * height + top + MARGIN,
      layout: Object.assign({}, layout, {
        margin: { l: MARGIN, r: MARGIN, t: top, b: MARGIN },
        annotations: [...layout.annotations.map(written), ...questions],
        shapes: layout.shapes.map(line),
        xaxis: Object.assign({}, layout.xaxis, {
          tickvals: whole.y, ticktext: sites, tickangle: -90, range: [-0.5, columns - 0.5],
        }),
        yaxis: Object.assign({}, layout.yaxis, { range: [rows - 0.5, -0.5], showticklabels: false }),
      }),
    };
  }

  /* Charts with axes of their own: one under the other, each as high as it was. */
  function panels(data, layout, width) {
    const { title, below, height } = layout.meta, margin = layout.margin;
    const inner = height - margin.t - margin.b;
    const numbers = Object.keys(layout).filter((key) => /^yaxis\d*$/.test(key)).map((key) => key.slice(5));
    const high = numbers.map((number) => {
      const [from, to] = layout["yaxis" + number].domain;
      return (to - from) * inner;
    });
    const whole = high.reduce((sum, one) => sum + one + title + below, 0);
    const { found, rest, room } = heads(layout, width);
    const placed = {};
    let down = 0;
    numbers.forEach((number, at) => {
      const upper = whole - down - title;
      placed["xaxis" + number] = Object.assign({}, layout["xaxis" + number], { domain: [0, 1] });
      placed["yaxis" + number] = Object.assign({}, layout["yaxis" + number], {
        domain: [(upper - high[at]) / whole, upper / whole],
      });
      down += high[at] + title + below;
    });
    return {
      data,
      height: Math.round(whole) + room + 8 + margin.b,
      layout: Object.assign({}, layout, placed, {
        margin: Object.assign({}, margin, { t: room + 8 }),
        annotations: rest.concat(over(found, margin.l, room + 8)),
      }),
    };
  }

  function kind(data, layout, width) {
    if (layout.meta.cells) return cells;
    if (layout.meta.title) return panels;
    if (!(layout.yaxis || {}).ticktext || layout.margin.l <= 0.3 * width) return null;
    return data.some((trace) => trace.type === "heatmap") ? heat : rows;
  }

  /* A card that is still hidden has no width. */
  const widthOf = (gd) => gd.parentElement.parentElement.clientWidth || window.innerWidth;

  const firstOf = (layings, gd, whole) => layings.reduce((laid, lay) => laid || lay(gd, whole), null);

  /* Return what is drawn of a whole figure, and mark its frame where that is narrow. */
  function fitted(gd, whole) {
    const frame = gd.parentElement, width = widthOf(gd);
    const meta = whole.layout && whole.layout.meta;
    const how = width < NARROW && meta ? kind(whole.data, whole.layout, width) : null;
    gd.whole = whole;
    gd.tight = width < NARROW && width;
    const laid = meta && firstOf(window.layings || [], gd, whole);
    if (laid) return laid;
    frame.toggleAttribute("data-narrow", Boolean(how));
    if (!how) return whole;
    const { data, layout, height } = how(whole.data, Object.assign({ annotations: [] }, whole.layout), width);
    frame.style.setProperty("--narrow", height + "px");
    return Object.assign({}, whole, { data, layout: Object.assign(layout, { width, height }) });
  }

  let draw = null;
  /* Before the chart that waits for the code, which is fetched with the first chart, hears that it is there. */
  document.addEventListener("load", () => {
    if (draw || !window.Plotly || !window.Plotly.react) return;
    draw = window.Plotly.react;
    window.Plotly.react = (gd, figure, ...rest) => draw(gd, fitted(gd, figure), ...rest);
    /* A frame that has just become as high as the chart drawn in it is no reason to draw it again. */
    const resize = window.Plotly.Plots.resize;
    const fits = ({ clientWidth, clientHeight, _fullLayout: { width, height } }) =>
      clientWidth === width && clientHeight === height;
    window.Plotly.Plots.resize = (gd) => (gd._fullLayout && fits(gd) ? Promise.resolve(gd) : resize(gd));
  }, true);

  const isDrawn = (gd) => gd.whole && gd.whole.layout && gd.whole.layout.meta;
  const charts = () => [...document.querySelectorAll(".chart .js-plotly-plot")].filter(isDrawn);
  window.addEventListener("resize", () => charts().forEach((gd) => {
    const width = widthOf(gd);
    if ((width < NARROW && width) !== gd.tight) window.Plotly.react(gd, gd.whole);
  }));
})();
