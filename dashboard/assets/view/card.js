/* The figure card: the code that draws its chart, fetched when it is needed; a picture of the chart with its words. */
(function () {
  "use strict";
  const CHARTS = JSON.parse(document.getElementById("site-map").textContent).charts;

  /* A chart waits for the code that draws it, and asks for it here. Where the page has one, that code is read while
     the server works out what is drawn; elsewhere it is fetched once the page stands. */
  Object.defineProperty(window, "_dashPlotlyJSURL", { get: () => CHARTS, set() {} });
  function fetchCharts() {
    window.Plotly = new Promise((resolve, reject) => {
      const script = document.createElement("script");
      /* What could not be fetched is fetched again with the next chart. */
      const failed = () => {
        delete window.Plotly;
        reject(new Error(CHARTS));
      };
      Object.assign(script, { src: CHARTS, onload: resolve, onerror: failed });
      document.head.appendChild(script);
    });
  }
  function prepareCharts() {
    const link = document.createElement("link");
    Object.assign(link, { rel: "prefetch", href: CHARTS });
    if (!window.Plotly) document.head.appendChild(link);
  }
  if (document.getElementById("early-charts")) fetchCharts();
  else window.addEventListener("load", () => setTimeout(prepareCharts, 2000));

  const WIDTH = 1400;
  /* Points of a PNG for each of the page. */
  const SHARP = 2;
  const HEADING = 17;

  /* What a chart draws it reads as markup; the page's words are text. */
  const plain = (words) => words.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  const text = (page, part) => {
    const found = document.getElementById(page + "-" + part);
    return found ? plain(found.textContent.trim()) : "";
  };

  const chart = (page) => document.querySelector("#" + page + "-graph .js-plotly-plot");

  function wrap(words, width) {
    const lines = [""];
    for (const word of words.split(/[ \n]+/)) {
      if ((lines[lines.length - 1] + " " + word).length > width) lines.push(word);
      else lines[lines.length - 1] = (lines[lines.length - 1] + " " + word).trim();
    }
    return lines;
  }

  function withWords(page, layout, height) {
    const above = wrap(text(page, "lead"), 150);
    const below = [text(page, "people"), ...wrap(text(page, "source"), 190)];
    const heading = wrap(text(page, "finding"), 100);
    const top = 44 + heading.length * 26 + above.length * 20;
    const bottom = 40 + below.length * 18;
    const margin = Object.assign({}, layout.margin, {
      t: layout.margin.t + top, b: layout.margin.b + bottom,
    });
    /* What begins at the chart's left edge begins under the heading. */
    const left = HEADING - margin.l;
    const moved = (one) => (one.xshift === -layout.margin.l ? Object.assign({}, one, { xshift: left }) : one);
    const yaxis = Object.assign({}, layout.yaxis, (layout.yaxis || {}).shift ? { shift: left } : {});
    const annotations = (layout.annotations || []).map(moved).concat([
      { text: below.join("<br>"), xref: "paper", x: 0, yref: "paper", y: 0, yanchor: "top", yshift: -46,
        xanchor: "left", showarrow: false, align: "left", font: { size: 13 } },
    ]);
    return Object.assign({}, layout, {
      width: WIDTH,
      height: height + top + bottom,
      margin,
      yaxis,
      annotations,
      title: {
        text: "<b>" + heading.join("<br>") + "</b>",
        subtitle: { text: above.join("<br>"), font: { size: 15 } },
        x: HEADING / WIDTH, xref: "container", y: 1, yref: "container", yanchor: "top", pad: { t: 18 },
        automargin: false, font: { size: 21 },
      },
    });
  }

  /* A picture stands alone, so our font goes with it. */
  async function font() {
    const answer = await fetch(document.querySelector("link[as=font]").href);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const coded = btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
    return "@font-face{font-family:'Source Sans 3';font-weight:200 900;src:url(data:font/woff2;base64," + coded + ")}";
  }

  async function svg(figure) {
    const size = { format: "svg", width: WIDTH, height: figure.layout.height };
    const drawn = (await window.Plotly.toImage(figure, size)).replace("data:image/svg+xml,", "");
    const style = "<style>" + await font() + "</style>";
    const whole = decodeURIComponent(drawn).replace(/^<svg[^>]*>/, (start) => start + style);
    return "data:image/svg+xml," + encodeURIComponent(whole);
  }

  async function png(figure) {
    const image = new Image();
    image.src = await svg(figure);
    await image.decode();
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: SHARP * WIDTH, height: SHARP * figure.layout.height });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png");
  }

  async function picture(page, format) {
    await window.Plotly;
    const drawn = chart(page);
    if (!drawn || !drawn.whole) return;
    const { data, layout } = drawn.whole;
    const figure = { data, layout: withWords(page, layout, layout.meta.height) };
    const link = document.createElement("a");
    link.href = await (format === "png" ? png : svg)(figure);
    const chosen = new URLSearchParams(window.location.search);
    const used = (one) => document.querySelector(".control-" + one + ":not([hidden])");
    const about = ["instrument", "group", "indicator"].filter(used).map((one) => chosen.get(one));
    const named = [chosen.get("programme"), layout.meta.publication, ...about].filter(Boolean);
    link.download = ["rejsespor", page, ...named].join("-") + "." + format;
    link.click();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[id]");
    if (!button) return;
    const [, page, part] = button.id.match(/^(\w+)-(png|svg)$/) || [];
    if (part) picture(page, part);
  });
})();
