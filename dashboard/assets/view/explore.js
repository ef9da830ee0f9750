/* The analyst's table: its numbers in the reader's language; sorting, filters and columns in the address. */
(function () {
  "use strict";
  const GRID = "explore-grid";
  /* From which width of the window on which columns stay in view. */
  const KEPT = [[1200, ["label", "group_label", "wave_label"]], [600, ["label"]], [0, []]];
  /* From which width on words have more room. */
  const WIDE = 1600;
  const SOURCE = JSON.parse(document.getElementById("site-map").textContent).table;
  const no = () => window.dash_clientside.no_update;
  const followed = new WeakSet();
  const given = { sort: "", filter: "", columns: "" };
  const choices = () => window.exploreChoices;
  /* The table as it lies: its interface, and the columns it has. */
  let table = null;
  let laid = null;

  let loading = null;

  /* The code that draws the table is large: it comes with the first table, not with every page. */
  function load() {
    loading = loading || new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = SOURCE;
      script.onload = () => {
        const real = window.dash_ag_grid;
        window.dash_ag_grid = Object.assign({}, real, { AgGrid: Table });
        resolve(real);
      };
      script.onerror = () => {
        loading = null;
        reject(new Error(SOURCE));
      };
      document.head.appendChild(script);
    });
    return loading;
  }

  const { createElement, lazy, Suspense } = window.React;
  const Real = lazy(() => load().then((real) => ({ default: real.AgGrid })));

  /* Stands for the table's component all along, so that it is never put in anew. The real one is put in with its
     rows: while it starts it tells Dash that nothing is filtered, and would take away a filter given meanwhile. */
  function Table(props) {
    return createElement(Suspense, { fallback: null }, props.rowData && createElement(Real, props));
  }
  Table.dashRenderType = true;
  window.dash_ag_grid = { AgGrid: Table };

  const grid = () => load().then((real) => real.getApiAsync(GRID));

  function writeNumber(value, digits, mark, pValue) {
    if (value == null) return "";
    const smallest = Math.pow(10, -digits);
    const small = pValue && value < smallest;
    const text = (small ? smallest : value).toFixed(digits);
    /* Nothing below zero is left after rounding. */
    const minus = Number(text) < 0 ? "−" : "";
    return (small ? "< " : "") + minus + text.replace("-", "").replace(".", mark);
  }

  function readNumber(text) {
    const number = text == null ? NaN : parseFloat(text.replace("−", "-").replace(",", "."));
    return Number.isNaN(number) ? null : number;
  }

  const asTyped = (value, mark) => (value == null ? null : String(value).replace(".", mark));

  const emptyLast = (one, other, node, otherNode, descending) => {
    if (one == null || other == null) return (one == null) - (other == null) ? ((one == null) === !descending ? 1 : -1) : 0;
    return one - other;
  };

  /* Not by the column's own words: rows of another questionnaire are drawn before its columns are. */
  const inWords = ({ colDef, value }) => (value == null ? "" : laid.words[colDef.field][value] || "");

  const leave = () => false;

  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions || {}, {
    writeNumber, readNumber, asTyped, emptyLast, inWords, leave,
  });

  function sorted(api) {
    return api.getColumnState()
      .filter((one) => one.sort)
      .sort((one, other) => one.sortIndex - other.sortIndex)
      .map((one) => one.colId + ":" + one.sort)
      .join(",");
  }

  function filtered(api) {
    const model = api.getFilterModel();
    return Object.keys(model).length ? JSON.stringify(model) : "";
  }

  function sorting(asked) {
    return (asked || "").split(",").filter(Boolean).map((one, sortIndex) => {
      const [colId, direction] = one.split(":");
      return { colId, sort: direction, sortIndex };
    });
  }

  function sort(api, asked) {
    api.applyColumnState({ state: sorting(asked), defaultState: { sort: null } });
  }

  /* By way of Dash, which gives the table its own filters back whenever it draws it. */
  function filter(api, asked) {
    const filterModel = choices().filters(asked, api.getColumns().map((one) => one.getColDef()));
    window.dash_clientside.set_props(GRID, { filterModel });
  }

  function show(api, asked) {
    const shown = choices().columns(asked, laid);
    choices().check(document.getElementById("explore-ticks"), shown);
    api.applyColumnState({ state: laid.names.map((colId) => ({ colId, hide: !shown.includes(colId) })) });
  }

  function choose(asked) {
    show(table, asked);
    tell("columns", asked);
  }

  function count(api) {
    const line = document.getElementById("explore-rows");
    if (!line) return;
    let all = 0;
    api.forEachNode(() => { all += 1; });
    line.textContent = line.dataset.words
      .replace("{shown}", api.getDisplayedRowCount()).replace("{all}", all);
    const long = document.getElementById("explore-long");
    const words = filtered(api).length > Number(long.dataset.longest) ? long.dataset.words : "";
    if (long.textContent !== words) long.textContent = words;
    const reset = document.getElementById("explore-reset");
    reset.setAttribute("aria-disabled", String(!sorted(api) && !filtered(api)));
    rest(reset);
  }

  window.addEventListener("beforeprint", () => {
    if (table && !table.isDestroyed() && document.getElementById("explore-print")) choices().print(table);
  });

  /* Without anything to do it is passed over; but whoever has just pressed it keeps the focus. */
  function rest(reset) {
    reset.disabled = reset.getAttribute("aria-disabled") === "true" && document.activeElement !== reset;
  }

  /* What the reader does to the table is chosen, and so goes into the address. */
  function tell(name, value) {
    if (given[name] === value) return;
    given[name] = value;
    window.dash_clientside.rejsespor.choose(name, value);
  }

  function listen(api) {
    table = api;
    if (followed.has(api)) return;
    followed.add(api);
    api.addEventListener("sortChanged", (event) => {
      if (event.source !== "api") tell("sort", sorted(api));
    });
    api.addEventListener("filterChanged", (event) => {
      if (event.source !== "api") tell("filter", filtered(api));
    });
    api.addEventListener("modelUpdated", () => count(api));
  }

  function name() {
    const frame = document.querySelector(".explore-frame");
    const table = frame && frame.querySelector("[role=grid], [role=treegrid]");
    if (table) table.setAttribute("aria-label", frame.dataset.label);
  }

  /* Columns arrive a moment after they were given. */
  function ready(api, then, patience = 100) {
    if (api.isDestroyed()) return;
    if ((api.getColumns() || []).length) then();
    else if (patience) requestAnimationFrame(() => ready(api, then, patience - 1));
  }

  document.addEventListener("focusout", (event) => {
    if (event.target.id === "explore-reset") setTimeout(() => rest(event.target));
  });

  document.addEventListener("change", (event) => {
    const ticks = event.target.closest("#explore-ticks");
    if (ticks) choose(choices().said([laid.usual[0], ...choices().ticked(ticks)], laid));
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#explore-columns_all")) choose("all");
    if (event.target.closest("#explore-columns_usual")) choose("");
    if (!event.target.closest("#explore-reset")) return;
    grid().then((api) => {
      sort(api, "");
      filter(api, "");
      tell("sort", "");
      tell("filter", "");
    });
  });

  /* What a row is about stays in view where there is room for it beside the numbers. */
  function standing(columns, order) {
    const [, names] = KEPT.find(([width]) => window.innerWidth >= width);
    const asked = new Map(sorting(order.sort).map(({ colId, ...how }) => [colId, how]));
    const shown = choices().columns(order.columns, laid);
    const room = (one) => one.width * (one.filterParams.ids && window.innerWidth >= WIDE ? 1.4 : 1);
    const stand = (one) => Object.assign(one, {
      width: room(one), pinned: names.includes(one.field) ? "left" : null, hide: !shown.includes(one.field), sort: null,
    }, asked.get(one.field));
    return columns.map((group) => Object.assign(group, { children: group.children.map(stand) }));
  }

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.explore = {
    /* The table is asked for anew when what it is about changes, not when it is sorted. */
    wanted(selection, before) {
      if (!selection) return [no(), no()];
      const { sort, filter, columns, ...about } = selection;
      return [JSON.stringify(about) === JSON.stringify(before) ? no() : about, { sort, filter, columns }];
    },

    lay(written, order) {
      if (!written) return [no(), no(), no()];
      const data = JSON.parse(written);
      const columns = data.columns.flatMap((group) => group.children);
      const words = Object.fromEntries(columns.map(({ field, filterParams }) => [field, filterParams.words]));
      laid = { names: data.names, usual: data.usual, words };
      choices().chooser(data.columns, laid);
      const rows = data.rows.map((row) => Object.fromEntries(row.map((value, at) => [data.names[at], value])));
      return [standing(data.columns, order), rows, choices().filters(order.filter, columns)];
    },

    follow(rows, order) {
      if (!rows || !order) return;
      grid().then((api) => ready(api, () => {
        name();
        listen(api);
        given.sort = order.sort || "";
        given.filter = order.filter || "";
        given.columns = order.columns || "";
        show(api, given.columns);
        if (sorted(api) !== given.sort) sort(api, given.sort);
        if (filtered(api) !== given.filter) filter(api, given.filter);
        count(api);
      }));
    },
  };
})();
