// Tells the page that waits, in another window, who is logged in now.
"use strict";

new BroadcastChannel("rejsespor-login").postMessage(document.getElementById("main").dataset.person);
window.close();
