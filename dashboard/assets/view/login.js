/* Whoever was logged out meanwhile logs in beside the page; what was asked is then asked again, by the same person. */
(function () {
  "use strict";
  const { person } = JSON.parse(document.getElementById("site-map").textContent);
  const ask = window.fetch.bind(window);
  const isOurs = (address) => new URL(address, window.location.href).pathname.includes("/_dash-");
  let waiting = null;

  /* A dialog with the way to the login; the promise is kept once somebody is in. */
  function login({ sentence, action, address }) {
    const dialog = document.createElement("dialog"), text = document.createElement("p"), way = document.createElement("a");
    const channel = new BroadcastChannel("rejsespor-login");
    dialog.className = "login";
    text.textContent = sentence;
    Object.assign(way, { href: address, target: "_blank", textContent: action, className: "btn btn-send" });
    dialog.append(text, way);
    document.body.append(dialog);
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.showModal();
    return new Promise((resolve) => {
      channel.onmessage = ({ data }) => {
        channel.close();
        dialog.remove();
        waiting = null;
        if (data === person) resolve();
        else window.location.reload();
      };
    });
  }

  window.fetch = async function (resource, options) {
    const answer = await ask(resource, options);
    if (answer.status !== 401 || !isOurs(resource.url || resource)) return answer;
    waiting = waiting || login(await answer.json());
    await waiting;
    return window.fetch(resource, options);
  };
})();
