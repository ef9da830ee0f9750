/* plotly.js with what our charts are drawn of and nothing else; `docs/third-party.md` says how it is built. */
"use strict";
exports.version = require("plotly.js/src/version").version;
require("plotly.js/build/plotcss");
const { register } = require("plotly.js/src/registry");
const api = require("plotly.js/src/plot_api");
for (const [name, fn] of Object.entries(api)) {
  if (name[0] !== "_") exports[name] = fn;
  register({ moduleType: "apiMethod", name, fn });
}
register([
  require("plotly.js/src/traces/scatter"),
  require("plotly.js/src/traces/bar"),
  require("plotly.js/src/traces/heatmap"),
  require("plotly.js/src/components/annotations"),
  require("plotly.js/src/components/selections"),
  require("plotly.js/src/components/shapes"),
  require("plotly.js/src/components/errorbars"),
  require("plotly.js/src/components/colorscale"),
  require("plotly.js/src/components/colorbar"),
  require("plotly.js/src/components/legend"),
  require("plotly.js/src/components/fx"),
  require("plotly.js/src/components/modebar"),
  require("plotly.js/src/locale-en"),
  require("plotly.js/src/locale-en-us"),
]);
exports.register = register;
const Plots = require("plotly.js/src/plots/plots");
exports.Plots = { resize: Plots.resize };
