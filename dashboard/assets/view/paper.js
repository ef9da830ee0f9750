/* The page on paper: charts as wide as a page of it, what is folded unfolded, where it is from and of which day. */
(function () {
  "use strict";
  /* A4 within margins of 10 mm, at 96 pixels an inch; and what the first page has left below the finding. */
  const PAPER = 717;
  const ROOM = 830;

  const charts = () => [...document.querySelectorAll(".chart .js-plotly-plot")]
    .filter((gd) => gd.whole && gd.whole.layout && gd.whole.layout.meta);

  /* Drawn as wide as a page of paper, words are as large there as on the screen. What is too high for it is
     drawn a little wider, and then pressed a little, before it goes on to a page of its own. */
  function size(gd) {
    const height = gd.whole.layout.meta.height;
    const least = parseFloat(getComputedStyle(gd.parentElement).getPropertyValue("--width")) || 0;
    const usual = Math.max(PAPER, 16 * least);
    const width = Math.min(Math.max(usual, PAPER * height / ROOM), 1.2 * usual);
    return { width, height: Math.max(Math.min(height, ROOM * width / PAPER), 0.7 * height), autosize: false };
  }

  let printing = false;
  window.layings = window.layings || [];
  window.layings.push((gd, whole) => {
    if (!printing) return null;
    return Object.assign({}, whole, { layout: Object.assign({}, whole.layout, size(gd)) });
  });

  /* What is drawn is scaled to the paper's width, which plotly cannot see. */
  const drawings = () => document.querySelectorAll(".js-plotly-plot .main-svg");
  const scale = () => drawings().forEach((svg) => {
    svg.setAttribute("viewBox", ["0 0", svg.getAttribute("width"), svg.getAttribute("height")].join(" "));
  });
  const drawAnew = () => charts().forEach((gd) => window.Plotly.react(gd, gd.whole));

  let unfolded = [];
  window.addEventListener("beforeprint", () => {
    printing = true;
    drawAnew();
    scale();
    unfolded = [...document.querySelectorAll("details:not([open])")];
    unfolded.forEach((folded) => { folded.open = true; });
    const day = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
    document.getElementById("paper-address").textContent = window.location.href + " · " + day;
  });
  window.addEventListener("afterprint", () => {
    printing = false;
    drawAnew();
    drawings().forEach((svg) => svg.removeAttribute("viewBox"));
    unfolded.forEach((folded) => { folded.open = false; });
  });
})();
