/* What a reader chooses of the analyst's table by ticks: the rows of a filter, the columns; and what paper shows. */
(function () {
  "use strict";
  /* From how many ticks on they can be searched. */
  const MANY = 12;
  const MOST_ROWS = 500;
  const LARGEST = 1e15;
  /* Columns of numbers that fit beside what a row is about on a sheet. */
  const ABREAST = 14;
  const ABOUT = ["label", "group_label", "wave_label"];
  /* How a number is compared: what must be written with it. */
  const COMPARED = {
    equals: ["filter"], greaterThanOrEqual: ["filter"], lessThanOrEqual: ["filter"], inRange: ["filter", "filterTo"],
    blank: [], notBlank: [],
  };

  function element(tag, about, ...children) {
    const made = Object.assign(document.createElement(tag), about);
    made.append(...children);
    return made;
  }

  function tick(value, words) {
    return element("label", { className: "tick" }, element("input", { type: "checkbox", value }), element("span", {}, words));
  }

  const inputs = (within) => [...within.querySelectorAll("input[type=checkbox]")];
  const ticked = (within) => inputs(within).filter((one) => one.checked).map((one) => one.value);
  const check = (within, values) => inputs(within).forEach((one) => { one.checked = values.includes(one.value); });

  /* Narrows a list of ticks to those whose words hold what is written. */
  function search(ticks) {
    const words = document.querySelector(".explore-frame").dataset.find;
    const field = element("input", { type: "search", className: "form-control form-control-sm", placeholder: words });
    field.setAttribute("aria-label", words);
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLocaleLowerCase();
      ticks.forEach((one) => { one.hidden = !one.textContent.toLocaleLowerCase().includes(wanted); });
    });
    return field;
  }

  /* AG Grid's filter of a column of words: the ids ticked pass; none ticked is no filter. */
  class TickFilter {
    init(params) {
      this.params = params;
      this.only = [];
      const ticks = params.ids.map((id, at) => tick(id, params.words[at]));
      const clear = element("button", { type: "button", className: "btn btn-quiet" },
        params.api.getGridOption("localeText").resetFilter);
      this.list = element("fieldset", { className: "tick-list" },
        element("legend", {}, params.colDef.headerName), ...ticks);
      this.gui = element("div", { className: "tick-filter" },
        ...(ticks.length > MANY ? [search(ticks)] : []), this.list, clear);
      this.list.addEventListener("change", () => this.choose(ticked(this.list)));
      clear.addEventListener("click", () => this.choose([]));
    }

    choose(ids) {
      this.setModel({ only: ids });
      this.params.filterChangedCallback();
    }

    getGui() { return this.gui; }

    /* Another questionnaire has other ids. */
    refresh(params) {
      return JSON.stringify([params.ids, params.words]) === JSON.stringify([this.params.ids, this.params.words]);
    }

    isFilterActive() { return this.only.length > 0; }

    doesFilterPass({ node }) { return this.only.includes(this.params.ids[this.params.getValue(node)]); }

    getModel() { return this.isFilterActive() ? { filterType: "ticks", only: this.only } : null; }

    setModel(model) {
      this.only = known(model, this.params.ids);
      check(this.list, this.only);
    }

    afterGuiAttached() { this.gui.querySelector("input").focus(); }
  }

  const known = (model, ids) => {
    const only = model && Array.isArray(model.only) ? model.only : [];
    return ids.filter((id) => only.includes(id));
  };

  function ticks(model, ids) {
    const only = known(model, ids);
    return only.length ? { filterType: "ticks", only } : null;
  }

  function compared(model) {
    const needed = Object.hasOwn(COMPARED, model.type) && COMPARED[model.type];
    if (!needed || !needed.every((name) => typeof model[name] === "number" && Math.abs(model[name]) < LARGEST)) return null;
    return { filterType: "number", type: model.type, ...Object.fromEntries(needed.map((name) => [name, model[name]])) };
  }

  /* What an address asks of the columns there are: nothing unknown, nothing written otherwise than by the table. */
  function filters(asked, columns) {
    let models = null;
    try {
      models = JSON.parse(asked || "{}");
    } catch {
      /* An address cut short filters nothing. */
    }
    if (!models || typeof models !== "object") return {};
    return Object.fromEntries(columns.flatMap(({ field, filterParams }) => {
      const model = Object.hasOwn(models, field) && models[field];
      const said = model && (filterParams.ids ? ticks(model, filterParams.ids) : compared(model));
      return said ? [[field, said]] : [];
    }));
  }

  /* The columns an address asks for; the usual ones where it knows none. What a row is of stays. */
  function columns(asked, { names, usual }) {
    if (asked === "all") return names;
    const wanted = (asked || "").split(",");
    const found = names.filter((name) => wanted.includes(name));
    return found.length ? names.filter((name) => name === usual[0] || found.includes(name))
      : names.filter((name) => usual.includes(name));
  }

  /* And how an address says them. */
  function said(chosen, { names, usual }) {
    if (chosen.length === names.length) return "all";
    const all = names.filter((name) => usual.includes(name));
    return String(chosen) === String(all) ? "" : chosen.join(",");
  }

  function chooser(groups, { usual }) {
    const list = document.getElementById("explore-ticks");
    list.replaceChildren(...groups.flatMap(({ headerName, children }) => {
      const free = children.filter(({ field }) => field !== usual[0]);
      const made = free.map(({ field, headerName: words, headerTooltip: title }) =>
        Object.assign(tick(field, words), { title }));
      return made.length ? [element("fieldset", {}, element("legend", {}, headerName), ...made)] : [];
    }));
    return list;
  }

  function row(tag, cells) {
    return element("tr", {}, ...cells.map(([words, about]) => element(tag, about || {}, words)));
  }

  const side = (column) => (column.getColDef().filterParams.ids ? "" : "number");

  function headings(columns) {
    const over = columns.map((column) => column.getParent().getColGroupDef().headerName);
    const starts = over.map((name, at) => at).filter((at) => !at || over[at] !== over[at - 1]);
    const spans = starts.map((at, of) => [over[at], { colSpan: (starts[of + 1] || over.length) - at }]);
    return element("thead", {}, row("th", spans), row("th", columns.map((column) =>
      [column.getColDef().headerName, { className: side(column) }])));
  }

  function sheet(api, nodes, columns) {
    const words = (rowNode, colKey) => api.getCellValue({ rowNode, colKey, useFormatter: true }) || "";
    const lines = nodes.map((node) => row("td", columns.map((column) =>
      [words(node, column), { className: side(column) }])));
    return element("table", { className: "paper-table" }, headings(columns), element("tbody", {}, ...lines));
  }

  /* Paper gets the rows and columns that are seen, columns in sheets as wide as it is; and is told how many. */
  function print(api) {
    const shown = api.getAllDisplayedColumns();
    const about = shown.filter((column) => ABOUT.includes(column.getColId()));
    const rest = shown.filter((column) => !about.includes(column));
    const nodes = [];
    api.forEachNodeAfterFilterAndSort((node) => nodes.push(node));
    const printed = nodes.slice(0, MOST_ROWS);
    const sheets = [];
    for (let at = 0; at === 0 || at < rest.length; at += ABREAST) {
      sheets.push(sheet(api, printed, [...about, ...rest.slice(at, at + ABREAST)]));
    }
    document.getElementById("explore-print").replaceChildren(...sheets);
    const note = document.getElementById("explore-paper");
    note.textContent = note.dataset.words.replace("{shown}", printed.length).replace("{all}", nodes.length);
  }

  /* The panel of columns lies over the table: Escape closes it, and so does whatever is done elsewhere. */
  function close(event) {
    const box = document.querySelector(".chooser[open]");
    if (!box || (event.type === "keydown" ? event.key !== "Escape" : box.contains(event.target))) return;
    box.open = false;
    if (event.type === "keydown") box.querySelector("summary").focus();
  }
  for (const kind of ["keydown", "click", "focusin"]) document.addEventListener(kind, close);

  window.dashAgGridFunctions = Object.assign(window.dashAgGridFunctions || {}, { TickFilter });
  window.exploreChoices = { check, chooser, columns, filters, print, said, ticked };
})();
