/* Native controls as Dash components; `components/native.py` says what each takes. */
(function () {
  "use strict";
  const { createElement } = window.React;

  function Select({ id, value, options, className, setProps }) {
    const offered = (options || []).map((one) =>
      createElement("option", { key: one.value, value: one.value }, one.label));
    /* Where nothing is chosen, and there is no choice for it. */
    const blank = (options || []).some((one) => one.value === "") ? []
      : [createElement("option", { key: "", value: "", disabled: true, hidden: true })];
    return createElement("select", {
      id,
      className: "form-select " + (className || ""),
      value: value == null ? "" : value,
      onChange: (event) => setProps({ value: event.target.value }),
    }, ...blank, ...offered);
  }

  function Control({ id, name, label, value, options, hidden, setProps }) {
    return createElement("div", { className: "control control-" + name, hidden },
      createElement("label", { htmlFor: id }, label),
      createElement(Select, { id, value, options, className: "form-select-sm", setProps }));
  }

  function Links({ id, links, className }) {
    const item = ({ id: own, label, href, className: look, current, lang }) =>
      createElement("li", { key: own, className: "nav-item", "aria-current": current },
        createElement("a", { id: own, href, className: look, lang, hrefLang: lang }, label));
    return createElement("ul", { id, className }, links.map(item));
  }

  function Radios({ id, name, value, options, className, setProps }) {
    const button = (one) => {
      const own = id + "-" + one.value;
      return createElement("div", { key: one.value, className: "form-check form-check-inline" },
        createElement("input", {
          id: own,
          name,
          type: "radio",
          className: "form-check-input",
          value: one.value,
          checked: one.value === value,
          onChange: () => setProps({ value: one.value }),
        }),
        createElement("label", { className: "form-check-label", htmlFor: own }, one.label));
    };
    return createElement("div", { id, className }, (options || []).map(button));
  }

  function Collapse({ id, children, is_open: open }) {
    return createElement("div", { id, className: open ? "collapse show" : "collapse" }, children);
  }

  window.dashboard = { Select, Control, Links, Radios, Collapse };
})();
