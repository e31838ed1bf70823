// Sends a mail on to a real server, to recipients that its start allows.

import { change, get } from "./api.js";
import { byId, complain, foreign, make, say, show } from "./dom.js";

let mail = null;

// Opens the dialog for a mail.
export function open(chosen) {
  mail = chosen;
  byId("release-to").value = mail.to.join("\n");
  byId("release-done").replaceChildren();
  say(byId("release-error"), "");
  show(byId("release-earlier"), mail.session === null);
  byId("release-dialog").showModal();
  get(`/api/mails/${mail.id}/release`)
    .then(({ id, recipients }) => id === mail.id && showResults(recipients))
    .catch(complain);
}

function showResults(recipients) {
  byId("release-done").replaceChildren(...recipients.map(({ address, status, reply }) => make("li", {},
    make("span", { className: `mark ${{ delivered: "good", failed: "bad" }[status] ?? "note"}`, textContent: status }),
    " ", foreign(address), reply === "" ? null : make("span", { className: "hint" }, " ", foreign(reply)))));
}

async function send() {
  const text = byId("release-to").value;
  const isWhole = text === mail.to.join("\n"); // then the server knows the recipients
  const button = byId("release-send");
  say(byId("release-error"), "");
  button.disabled = true;
  try {
    const to = text.split(/[\s,;]+/).filter(address => address !== "");
    const { recipients } = await change("POST", `/api/mails/${mail.id}/release`, isWhole ? {} : { to });
    showResults(recipients);
  } catch (error) {
    say(byId("release-error"), error.message);
  } finally {
    button.disabled = false;
  }
}

// Offers it if the catcher can do it.
export function start(release) {
  show(byId("release"), release !== null);
  if (release !== null) {
    byId("release-place").textContent = `It goes to ${release.host}, as it came. Allowed: ${release.allow.join(", ")}`;
    byId("release-close").addEventListener("click", () => byId("release-dialog").close());
    byId("release-send").addEventListener("click", () => send().catch(complain));
  }
}
