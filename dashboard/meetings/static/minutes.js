// The charts of the minutes, as wide as a page of paper; on a phone they are the same, smaller.
"use strict";

(() => {
  // A4 within margins of 10 mm at 96 pixels an inch, and the most a chart takes of its height: the first has the
  // meeting's name above it.
  const PAPER = 717, MOST = 800, FIRST = 660;

  function draw(holder, place) {
    const { data, layout } = JSON.parse(holder.querySelector("script").textContent);
    const sheet = holder.querySelector("div") || holder.appendChild(document.createElement("div"));
    // A chart that needs more room than paper has is drawn wider and then made smaller.
    const width = Math.max(PAPER, 16 * holder.dataset.width), by = Math.min(holder.clientWidth, PAPER) / width;
    const height = Math.min(layout.meta.height, (place ? MOST : FIRST) / by);
    sheet.style.transform = `scale(${by})`;
    holder.style.height = `${Math.ceil(height * by)}px`;
    window.Plotly.react(sheet, data, { ...layout, width, height, autosize: false }, { staticPlot: true });
  }

  const charts = [...document.querySelectorAll(".minutes-chart")];
  document.fonts.ready.then(() => charts.forEach(draw));
})();
