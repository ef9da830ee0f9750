/* From a control, or the address, to the selection; from there, once what it is about is drawn, to the address and the
   links; and the small things a page does by itself. */
(function () {
  "use strict";
  const MAP = JSON.parse(document.getElementById("site-map").textContent);
  const CONTROLS = MAP.controls;
  const RENEWS_OPTIONS = ["programme", "instrument", "from", "to"];
  const no = () => window.dash_clientside.no_update;

  const FRAMES = 600;
  const data = (store) => window.dash_component_api.getLayout(store).props.data;

  /* Where the page stands, and where the reader was when something was chosen that the address does not say yet. */
  let standsAt = null;
  let chosenAt = null;
  let begun = null;

  function written(selection) {
    const params = new URLSearchParams();
    for (const name of [...CONTROLS, "lang"]) {
      if (selection[name]) params.set(name, selection[name]);
    }
    return "?" + params.toString();
  }

  /* A plain page knows a programme and a language alone. */
  function plain(path, selection) {
    return path + "?" + new URLSearchParams({ programme: selection.programme || "", lang: selection.lang });
  }

  function address(page, selection) {
    if (MAP.plain[page]) return plain(MAP.plain[page], selection);
    /* A page about one thing is not on the map: it stays where it is. */
    return (MAP.paths[page] || window.location.pathname) + written(selection);
  }

  /* A kind is what the file ends in, for a CSV its separator, and whether it holds what is seen alone:
     csv_comma_seen. */
  function file(selection, kind) {
    const [suffix, ...about] = kind.split("_");
    const separator = about.find((one) => one !== "seen");
    const ending = (separator ? "&separator=" + separator : "") + (about.includes("seen") ? "&seen=yes" : "");
    const identity = selection.identity ? "&identity=" + selection.identity : "";
    return MAP.files[selection.page] + "." + suffix + written(selection) + ending + identity;
  }

  function read(search, landed) {
    const params = new URLSearchParams(search || "");
    /* Each programme has publications, and choices, of its own. */
    const other = params.has("programme") && params.get("programme") !== (landed || {}).programme;
    const found = other ? { page: landed.page, lang: landed.lang } : Object.assign({}, landed);
    for (const name of CONTROLS) {
      if (params.has(name)) found[name] = params.get(name);
      else if (MAP.ofTheTable.includes(name)) found[name] = "";
    }
    return found;
  }

  function chosen(selection, name, value) {
    if (value === (selection[name] || "")) return null;
    if (name === "programme") return { page: selection.page, lang: selection.lang, programme: value };
    return Object.assign({}, selection, { [name]: value });
  }

  function key(selection) {
    const own = MAP.renews[selection.page] || [];
    return JSON.stringify([...RENEWS_OPTIONS, ...own].map((name) => selection[name] || ""));
  }

  function select(wanted) {
    const renews = key(wanted) !== key(data("selection"));
    window.dash_clientside.set_props("selection", { data: wanted });
    if (renews) window.dash_clientside.set_props("bar-key", { data: wanted });
  }

  function choose(name, value) {
    const wanted = chosen(data("selection"), name, value);
    if (!wanted) return;
    if (chosenAt === null) chosenAt = window.location.search;
    select(wanted);
  }

  /* Before anything else hears of it: what is chosen is asked for at once. */
  document.addEventListener("change", (event) => {
    const control = event.target.closest("[id^=bar-]:is(select, div)");
    const name = control && control.id.slice("bar-".length);
    if (CONTROLS.includes(name)) choose(name, event.target.value);
  }, true);

  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

  /* Return once everything asked for is there and drawn: two frames long nothing is waited for. */
  async function quiet() {
    let calm = 0;
    for (let patience = FRAMES; patience && calm < 2; patience -= 1) {
      await frame();
      calm = document.querySelector("[data-dash-is-loading]") ? 0 : calm + 1;
    }
  }

  /* The address always says everything, so that a link shows the same tomorrow. What was not chosen, but completed,
     is no step back; whoever has gone elsewhere meanwhile stays there. */
  function tell(selection) {
    const { search: here, pathname } = window.location, at = chosenAt, search = written(selection);
    chosenAt = null;
    standsAt = pathname;
    if (here === search || (at !== null && at !== here)) return;
    if (at !== null) window.history.pushState({}, "", search);
    else window.history.replaceState(window.history.state, "", search + window.location.hash);
  }

  /* Whoever goes back on a page gets what its address said. */
  window.addEventListener("popstate", () => {
    chosenAt = null;
    if (window.location.pathname === standsAt) select(read(window.location.search, data("landed")));
  });

  /* Dash gives every page one title, whenever it is done with laying it. */
  function named(page) {
    if (page) document.title = page.dataset.title + " · Rejsespor";
    if (page && page.lang) document.documentElement.lang = page.lang;
  }

  function begin() {
    const page = document.querySelector(".page");
    named(page);
    const opened = page && page.className + page.lang + window.location.hash;
    if (opened === begun) return;
    /* Once a page: to scroll to where one is, the browser has to lay the whole page out. */
    begun = opened;
    const open = document.querySelector(".pages .active");
    if (open) open.scrollIntoView({ block: "nearest", inline: "center" });
    if (window.location.hash) goTo(window.location.hash);
  }

  /* A link goes with the page it stands on, and focus with it: it lands on the page the link opens. */
  function arrive(link, patience) {
    const main = document.querySelector("main");
    if (link.isConnected || !main) {
      if (patience) requestAnimationFrame(() => arrive(link, patience - 1));
    } else if (document.activeElement === document.body) {
      main.focus({ preventScroll: true });
    }
  }

  /* So does whoever goes back to another page. */
  window.addEventListener("popstate", () => arrive(document.querySelector("main"), 600));

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link) return;
    const way = link.getAttribute("href");
    if (!way.startsWith("#")) {
      arrive(link, 600);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    /* Followed as a link it would change the address, and the page would be laid anew under the reader. */
    event.preventDefault();
    if (!link.matches(".skip-link")) window.history.replaceState(window.history.state, "", way);
    goTo(way);
  });

  /* The reader, and the focus, go to a part of the page. */
  function goTo(hash) {
    const there = document.getElementById(hash.slice(1));
    if (there) there.focus();
  }

  /* Opens a page as the app's own links do, without loading it anew. */
  function open(address) {
    window.history.pushState({}, "", address);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.opens");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link.href);
  });

  /* Whoever chooses by arrow keys stays on the choice, which is laid anew with the page, more than once. */
  function stay(id, patience) {
    const choice = document.getElementById(id);
    if (choice && document.activeElement === document.body) choice.focus({ preventScroll: true });
    if (patience) requestAnimationFrame(() => stay(id, patience - 1));
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches("select.opens")) return;
    open(event.target.value);
    stay(event.target.id, 300);
  });

  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.rejsespor = {
    choose,

    async settle(selection, landed, ...values) {
      const nothing = [no(), ...values.map(no)];
      if (!selection || !landed) return nothing;
      begin();
      await quiet();
      if (data("landed") !== landed) return nothing;
      named(document.querySelector(".page"));
      const stale = (name, at) => name in selection && selection[name] !== values[at];
      const shown = MAP.shown.map((name, at) => (stale(name, at) ? selection[name] : no()));
      tell(selection);
      return [selection, ...shown];
    },

    links(selection, ...lists) {
      if (!selection) return lists.map(no);
      const href = (link) => {
        const [kind, name] = link.id.split("-");
        if (kind === "lang") return address(selection.page, Object.assign({}, selection, { lang: name }));
        return address(name, selection);
      };
      return lists.map((links) => links.map((link) => Object.assign({}, link, { href: href(link) })));
    },

    files(selection) {
      const { outputs_list: outputs } = window.dash_clientside.callback_context;
      if (!selection) return outputs.map(no);
      const about = written(selection) + "&page=" + selection.page;
      const leads = (kind) => (kind === "meeting" ? MAP.add + about : kind === "voice" ? MAP.attach + about : file(selection, kind));
      return outputs.map(({ id }) => leads(id.slice(id.indexOf("-") + 1)));
    },

    /* What is folded under a chart, part by part: for what was answered last, once its chart is painted. */
    async fold(selection, folded) {
      const { outputs_list: outputs } = window.dash_clientside.callback_context;
      await frame();
      return outputs.map(({ id }) => (folded ? folded[id.slice(id.indexOf("-") + 1)] : no()));
    },

    table(clicks, selection, open) {
      const context = window.dash_clientside.callback_context;
      const pressed = context.triggered.some((one) => one.prop_id.endsWith("-table-button.n_clicks"));
      if (pressed) return [!open, String(!open), open ? no() : selection];
      return [no(), no(), open ? selection : no()];
    },

    /* What is chosen, as it reads: the names of all choices a page has a use for, in the page's order. */
    sentence(selection, ...given) {
      const count = given.length / 3;
      const { states_list: states } = window.dash_clientside.callback_context;
      const inOrder = [...document.querySelectorAll(".bar-controls select")].map((select) => select.id);
      const names = given.slice(0, count).map((value, at) => {
        const chosen = (given[count + at] || []).find((option) => option.value === value);
        const name = chosen && !given[2 * count + at] ? chosen.label.trim() : "";
        return { name, place: inOrder.indexOf(states[at].id) };
      });
      return names.filter((one) => one.name).sort((a, b) => a.place - b.place).map((one) => one.name).join(" · ");
    },

    unfold(clicks) {
      return String(clicks % 2 === 1);
    },

    click(click, control) {
      const point = click && click.points && click.points[0];
      if (point) choose(control.slice("bar-".length), point.customdata);
    },
  };
})();
