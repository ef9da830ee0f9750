/* What a choice needs is asked at once: while Dash finds out what to ask, the server works it out already. Whatever
   the page has asked for a selection is asked for the chosen one, and Dash is given that answer if it asks the same. */
(function () {
  "use strict";
  /* Where other choices hang on one, what to ask for is known only when they are. */
  const RENEWS_OPTIONS = ["programme", "instrument", "from", "to"];
  const MOMENT = 2000;
  const send = window.fetch.bind(window);
  const asked = new Map();
  const ahead = new Map();

  /* What Dash sends to have something worked out for nothing but a selection. */
  function read(options) {
    const body = options && typeof options.body === "string" && options.body.startsWith("{\"output\"")
      ? JSON.parse(options.body) : {};
    const [given, more] = body.inputs || [];
    return given && !more && given.id === "selection" && !(body.state || []).length ? body : null;
  }

  const key = ({ output, inputs }) => output + JSON.stringify(Object.entries(inputs[0].value).sort());

  window.fetch = function (address, options) {
    const body = read(options);
    if (!body) return send(address, options);
    const { page } = body.inputs[0].value;
    for (const [output, one] of asked) {
      if (one.body.inputs[0].value.page !== page) asked.delete(output);
    }
    asked.set(body.output, { address, options, body });
    const answer = ahead.get(key(body));
    ahead.delete(key(body));
    return answer || send(address, options);
  };

  function ask({ address, options, body }, name, chosen) {
    const [given] = body.inputs;
    const inputs = [Object.assign({}, given, { value: Object.assign({}, given.value, { [name]: chosen }) })];
    const wanted = Object.assign({}, body, { inputs, changedPropIds: ["selection.data"] });
    const answer = send(address, Object.assign({}, options, { body: JSON.stringify(wanted) }));
    answer.catch(() => ahead.delete(key(wanted)));
    ahead.set(key(wanted), answer);
    setTimeout(() => ahead.delete(key(wanted)), MOMENT);
  }

  /* Before Dash hears of it. */
  document.addEventListener("change", ({ target }) => {
    const [, name] = /^bar-(\w+)/.exec(target.id) || [];
    if (!target.closest("select, .segments") || !name || RENEWS_OPTIONS.includes(name)) return;
    ahead.clear();
    asked.forEach((one) => ask(one, name, target.value));
  }, true);
})();
