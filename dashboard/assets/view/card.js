/* The figure card's buttons that need no server: a picture of the chart with its words, and the chart large. */
(function () {
  "use strict";
  const WIDTH = 1400;

  const text = (page, part) => {
    const found = document.getElementById(page + "-" + part);
    return found ? found.innerText.trim() : "";
  };

  const chart = (page) => document.querySelector("#" + page + "-graph .js-plotly-plot");

  function wrap(words, width) {
    const lines = [""];
    for (const word of words.split(/\s+/)) {
      if ((lines[lines.length - 1] + " " + word).length > width) lines.push(word);
      else lines[lines.length - 1] = (lines[lines.length - 1] + " " + word).trim();
    }
    return lines;
  }

  function withWords(page, layout) {
    const sentence = document.querySelector("#" + page + "-sentences .first");
    const above = wrap(sentence ? sentence.innerText : "", 150);
    const below = [text(page, "people"), ...wrap(text(page, "source"), 190)];
    const top = 70 + above.length * 20;
    const bottom = 40 + below.length * 18;
    const margin = Object.assign({}, layout.margin, { t: layout.margin.t + top, b: layout.margin.b + bottom });
    const note = (words, y, yshift, size, anchor) => ({
      text: words, x: 0, xref: "container", xanchor: "left", xshift: 16, y, yref: "container", yanchor: anchor,
      yshift, showarrow: false, align: "left", font: { size },
    });
    const annotations = (layout.annotations || []).concat([
      { text: below.join("<br>"), xref: "paper", x: 0, yref: "paper", y: 0, yanchor: "top", yshift: -46,
        xanchor: "left", showarrow: false, align: "left", font: { size: 13 } },
    ]);
    return Object.assign({}, layout, {
      width: WIDTH,
      height: layout.height + top + bottom,
      margin,
      annotations,
      title: {
        text: "<b>" + text(page, "question") + "</b>",
        subtitle: { text: above.join("<br>"), font: { size: 15 } },
        x: 0.012, xref: "container", y: 1, yref: "container", yanchor: "top", pad: { t: 18 },
        automargin: false, font: { size: 21 },
      },
    });
  }

  async function picture(page, format) {
    const gd = chart(page);
    const figure = { data: gd.data, layout: withWords(page, gd._rejsesporLayout || gd.layout) };
    const options = { format, width: WIDTH, height: figure.layout.height, scale: format === "png" ? 2 : 1 };
    const url = await window.Plotly.toImage(figure, options);
    const link = document.createElement("a");
    link.href = url;
    link.download = "rejsespor-" + page + "." + format;
    link.click();
  }

  async function large(card) {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await card.requestFullscreen();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[id]");
    if (!button) return;
    const [, page, part] = button.id.match(/^(\w+)-(png|svg|large)$/) || [];
    if (part === "large") large(button.closest(".figure-card"));
    else if (part) picture(page, part);
  });

  document.addEventListener("fullscreenchange", () => {
    document.querySelectorAll(".figure-card .js-plotly-plot").forEach((gd) => {
      const inFull = document.fullscreenElement && document.fullscreenElement.contains(gd);
      if (inFull) {
        gd._rejsesporHeight = gd.layout.height;
        const above = gd.getBoundingClientRect().top;
        window.Plotly.relayout(gd, { height: Math.max(gd.layout.height, window.innerHeight - above - 24), "font.size": 17 });
      } else if (gd._rejsesporHeight) {
        window.Plotly.relayout(gd, { height: gd._rejsesporHeight, "font.size": 14 });
        delete gd._rejsesporHeight;
      }
    });
  });
})();
