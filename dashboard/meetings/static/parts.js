// A figure part by part: as many rows, columns or panels as stand on a wall in letters of one size.
"use strict";

(() => {
  // In pixels of the figure: its smallest letters, a line of words, a letter; and how far rows may be pressed, and spread.
  const SMALLEST = 12, LINE = 17, LETTER = 6.5, TIGHT = 0.88, WIDE = 1.6;
  const ROWS = 8, CELLS = 2;
  // Small charts bear more than rows of words do.
  const TIGHT_CELLS = 0.75;

  const upTo = (count) => Array.from({ length: count }, (_, at) => at);
  const letters = (words) => words.replace(/<[^>]*>/g, "").length;
  const wide = (words) => LETTER * Math.max(...words.split("<br>").map(letters));
  const lines = (words) => words.split("<br>").length;

  const ruled = document.createElement("canvas").getContext("2d");
  function measured(words, font) {
    ruled.font = `600 ${font.size}px ${font.family || "'Source Sans 3', sans-serif"}`;
    return Math.max(...words.replace(/<(?!br)[^>]*>/g, "").split("<br>").map((line) => ruled.measureText(line).width));
  }

  function wrapped(words, width) {
    const most = Math.floor(width / LETTER);
    return words.split("<br>").map((line) => line.split(/[ \u2002](?![^<]*>)/).reduce((found, word) => {
      const last = found[found.length - 1];
      if (last !== undefined && letters(last + " " + word) <= most) found[found.length - 1] = last + " " + word;
      else found.push(word);
      return found;
    }, []).join("<br>")).join("<br>");
  }

  /* Letters smaller than the smallest become as large as that. */
  const enlarged = (words, size) => words.replace(/font-size: ?([\d.]+)em/g, (_, em) => `font-size:${Math.max(em, SMALLEST / size)}em`);
  const sized = (font, usual) => ({ ...font, size: Math.max(SMALLEST, font?.size || usual) });

  function legible({ data, layout }) {
    const usual = layout.font.size;
    const words = (text, font) => (typeof text === "string" ? enlarged(text, font.size) : text);
    const annotations = (layout.annotations || []).map((one) => {
      const font = sized(one.font, usual);
      return { ...one, font, text: words(one.text, font) };
    });
    const axes = Object.keys(layout).filter((key) => /^[xy]axis\d*$/.test(key)).map((key) => {
      const tickfont = sized(layout[key].tickfont, usual), { ticktext } = layout[key];
      return [key, { ...layout[key], tickfont, ...(ticktext && { ticktext: ticktext.map((one) => words(one, tickfont)) }) }];
    });
    const traces = data.map((trace) => (trace.textfont ? { ...trace, textfont: sized(trace.textfont, usual) } : trace));
    return { data: traces, layout: { ...layout, annotations, ...Object.fromEntries(axes) } };
  }

  /* What stands over the whole chart goes above all else where it would meet its neighbours there. */
  function withHeads(layout, width) {
    const { margin, annotations } = layout;
    const over = annotations.filter((one) => one.yref === "paper" && one.y === 1);
    const legend = over.filter((one) => one.xref === "paper" && one.xshift === -margin.l);
    const keys = over.filter((one) => /■/.test(one.text) && !legend.includes(one));
    const named = layout.xaxis?.side === "top" && layout.xaxis.ticktext;
    if (named && !keys.length && legend.every((one) => wide(one.text) < margin.l + 2 * LINE)) return layout;
    const told = keys.map((one) => one.text.replace(/<br>/g, "\u2002").replace(/> /g, ">\u00a0")).join("\u2002");
    const found = [...legend.map((one) => one.text), told].filter(Boolean).map((words) => wrapped(words, width - 8)).join("<br>");
    const rest = annotations.filter((one) => !legend.includes(one) && !keys.includes(one));
    const below = named ? margin.t : over.length > legend.length + keys.length ? LINE + 8 : 6;
    const t = below + (found ? LINE * lines(found) + 4 : 0);
    const head = {
      text: found, xref: "paper", x: 0, xanchor: "left", xshift: 8 - margin.l, yref: "paper", y: 1, yanchor: "top",
      yshift: t, align: "left", showarrow: false, font: { size: 13 },
    };
    return { ...layout, margin: { ...margin, t }, annotations: found ? [...rest, head] : rest };
  }

  /* How the height of a chart is shared out among its rows: each from where it begins, in units of the axis. */
  function ruler(layout) {
    const { margin, meta, yaxis } = layout, ticks = [...yaxis.tickvals].sort((one, other) => one - other);
    const above = ticks[0] - yaxis.range[1], below = yaxis.range[0] - ticks[ticks.length - 1];
    const starts = ticks.map((tick, at) => (at ? tick - Math.min(above, (tick - ticks[at - 1]) / 2) : -Infinity));
    const unit = (meta.height - margin.t - margin.b) / (yaxis.range[0] - yaxis.range[1]);
    const range = (from, to) => [ticks[to - 1] + below, ticks[from] - above];
    const high = (from, to) => unit * (range(from, to)[0] - range(from, to)[1]);
    return { count: ticks.length, window: (from, to) => [starts[from], starts[to] ?? Infinity], range, high };
  }

  const within = (value, [from, to]) => value !== null && value >= from && value < to;

  /* Rows from one to before another that fit, in about so many parts; a heading stands with what follows it. */
  function runs(rule, room, parts, isHeading, tight) {
    const found = [];
    for (let from = 0; from < rule.count;) {
      const most = Math.min(ROWS, Math.ceil((rule.count - from) / Math.max(1, parts - found.length)));
      let to = from + 1;
      while (to < rule.count && to - from < most && tight * rule.high(from, to + 1) <= room) to += 1;
      while (to < rule.count && to - from > 1 && isHeading(to - 1)) to -= 1;
      found.push([from, to]);
      from = to;
    }
    return found;
  }

  /* As many in each part as in the others, as far as can be. */
  function even(count, most) {
    const each = Math.ceil(count / Math.ceil(count / most));
    return upTo(Math.ceil(count / each)).map((at) => [at * each, Math.min((at + 1) * each, count)]);
  }

  function rowParts(data, layout, room) {
    const rule = ruler(layout), marks = data.filter((trace) => trace.type !== "heatmap").flatMap((trace) => trace.y);
    // Cells hold several lines, and have none to spare.
    const isHeat = data.some((trace) => trace.type === "heatmap"), tight = isHeat ? 1 : TIGHT;
    const isHeading = (at) => !isHeat && !marks.some((y) => within(y, rule.window(at, at + 1)));
    const found = runs(rule, room, 1, isHeading, tight);
    const alike = runs(rule, room, found.length, isHeading, tight);
    return alike.length === found.length ? alike : found;
  }

  /* Of a chart with names over its columns, those that have room beside each other, each on its lines. */
  function columnParts(layout, width) {
    if (!layout.meta.across) return null;
    const { ticktext, tickfont } = layout.xaxis, { l, r } = layout.margin;
    const need = Math.max(...ticktext.map((words) => measured(words, tickfont))) + LINE / 2;
    return even(ticktext.length, Math.max(1, Math.floor((width - l - r) / need)));
  }

  function upright(layout) {
    if (!layout.meta.across) return layout;
    const { autotickangles, ...xaxis } = layout.xaxis;
    const t = LINE * Math.max(...xaxis.ticktext.map(lines)) + 14;
    return { ...layout, margin: { ...layout.margin, t }, xaxis: { ...xaxis, tickangle: 0, automargin: false } };
  }

  /* The rows and columns of a part alone: what is beside them is not drawn, not even unseen. */
  function cut({ data, layout }, [from, to], columns) {
    const rule = ruler(layout), rows = rule.window(from, to), start = columns && columns[0] + layout.xaxis.range[0];
    const across = columns && [columns[0] - 0.5, columns[1] - 0.5];
    const inRow = (one, y) => /paper|domain/.test(one.yref) || within(y, rows);
    const inColumn = (one, x) => !across || /paper|domain/.test(one.xref) || within(x, across);
    const trace = (one) => (one.type === "heatmap" ? {
      ...one, z: one.z.map((row, y) => row.map((z, x) => (within(y, rows) && (!across || within(x, across)) ? z : null))),
    } : {
      ...one, y: one.y.map((y, at) => (within(y, rows) && (!across || within((one.base || one.x)[at], across)) ? y : null)),
    });
    const shape = (one) => Math.abs(one.y1 - one.y0) > rows[1] - rows[0] || (inRow(one, (one.y0 + one.y1) / 2) && inColumn(one, (one.x0 + one.x1) / 2));
    return { data: data.map(trace), layout: {
      ...layout,
      annotations: layout.annotations.filter((one) => inRow(one, one.y) && inColumn(one, one.x)),
      shapes: (layout.shapes || []).filter(shape),
      yaxis: { ...layout.yaxis, range: rule.range(from, to) },
      ...(columns && { xaxis: { ...layout.xaxis, range: [start, columns[1] - 0.5] } }),
    } };
  }

  function rows(figure, width, height) {
    const layout = upright(figure.layout), { t, b } = layout.margin;
    const natural = { ...layout, margin: figure.layout.margin };
    const rule = ruler(natural), down = rowParts(figure.data, natural, height - t - b), columns = columnParts(layout, width);
    return down.flatMap((one) => (columns || [null]).map((beside) => () => {
      const found = cut({ data: figure.data, layout: natural }, one, beside);
      // A few rows are not drawn out to the height of many.
      const most = WIDE * rule.high(...one) + t + b;
      return { ...found, layout: { ...found.layout, height: Math.min(height, most), margin: layout.margin, xaxis: { ...layout.xaxis, ...(beside && { range: found.layout.xaxis.range }) } } };
    }));
  }

  /* Small charts on one pair of axes: as many rows of them as fit; what stands over the first, over each. */
  function cells(figure, width, height) {
    const { data, layout } = figure, { columns, cells: all, height: whole } = layout.meta, { b } = layout.margin;
    const down = Math.ceil(all / columns), head = -layout.yaxis.range[1], unit = (whole - 70) / (down + head);
    const fit = Math.max(1, Math.min(CELLS, Math.floor((height - layout.margin.t - b) / (TIGHT_CELLS * unit) - head)));
    return even(down, fit).map(([from, to]) => () => {
      const moved = (y) => (y === null || y < 0 ? y && y + from : within(y, [from, to]) ? y : null);
      return {
        data: data.map((trace) => ({ ...trace, y: trace.y.map(moved) })),
        layout: { ...layout, yaxis: { ...layout.yaxis, range: [to, from - head] } },
      };
    });
  }

  /* Charts with axes of their own: one, below its title. */
  function panels(figure, width, height) {
    const { data, layout } = figure, numbers = Object.keys(layout).filter((key) => /^yaxis\d*$/.test(key)).map((key) => key.slice(5));
    const inner = height - layout.margin.t - layout.margin.b, top = 1 - layout.meta.title / inner;
    const mine = (ref, number) => (ref || "y").replace(" domain", "") === `y${number}`;
    return numbers.map((number) => () => {
      const axes = Object.fromEntries(["x", "y"].map((way) => [`${way}axis`, {
        ...layout[`${way}axis${number}`], anchor: way === "x" ? "y" : "x", domain: [0, way === "x" ? 1 : top],
      }]));
      const others = Object.fromEntries(Object.keys(layout).filter((key) => !/^[xy]axis\d+$/.test(key)).map((key) => [key, layout[key]]));
      const first = (one) => ({ ...one, yref: (one.yref || "y").replace(`y${number}`, "y"), xref: (one.xref || "x").replace(`x${number}`, "x") });
      const kept = (all) => (all || []).filter((one) => one.yref === "paper" || mine(one.yref, number)).map(first);
      return {
        data: data.filter((trace) => mine(trace.yaxis, number)).map((trace) => ({ ...trace, xaxis: "x", yaxis: "y" })),
        layout: { ...others, ...axes, annotations: kept(layout.annotations), shapes: kept(layout.shapes) },
      };
    });
  }

  function kind({ meta, yaxis }) {
    if (meta.cells) return cells;
    if (meta.title) return panels;
    return yaxis?.tickvals?.length && yaxis.range[0] > yaxis.range[1] ? rows : null;
  }

  /* Return a function per part that gives its figure, for a picture so wide and high. */
  window.partsOf = (whole, width, height) => {
    const seen = legible(whole), how = kind(seen.layout);
    const layout = seen.layout.meta.across ? seen.layout : withHeads(seen.layout, width);
    const figure = { data: seen.data, layout: { ...layout, width, height } };
    return how ? how(figure, width, height) : [() => figure];
  };
})();
