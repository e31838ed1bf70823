// One mail: its page in a frame that can do nothing to this one, and what can be done with it.

import { change, exists, get } from "./api.js";
import { byId, count, foreign, make, say, show, size, visible } from "./dom.js";
import * as list from "./list.js";

let openId = null; // as the address names it
let mail = null;

export const current = () => (mail === null ? null : mail.id);

export const shown = () => mail;

// Opens a mail, or none, and marks it read.
export async function open(id) {
  if (id === openId) {
    return;
  }
  openId = id;
  mail = null;
  list.setOpen(id);
  document.title = "Mails";
  state(id === null ? "nothing-open" : "");
  if (id === null) {
    return;
  }
  let found;
  try {
    found = await get(`/api/mails/${encodeURIComponent(id)}`);
  } catch (error) {
    if (error.status === 404 && openId === id) {
      state("gone");
      return;
    }
    throw error;
  }
  if (openId !== id) {
    return; // another one was opened meanwhile
  }
  mail = found;
  openId = mail.id;
  if (id !== mail.id) {
    history.replaceState(null, "", `#/mails/${mail.id}`); // was "latest", or had no zeros
    list.setOpen(mail.id);
  }
  render();
  if (mail.unread) {
    await setUnread(false);
  }
}

// Shows one of the things that can stand here.
function state(id) {
  ["nothing-open", "opened", "gone"].forEach(each => show(byId(each), each === id));
  if (id !== "opened") {
    byId("frame").replaceChildren();
  }
}

function render() {
  const at = `/api/mails/${mail.id}`;
  const subject = visible(mail.subject || "(no subject)");
  document.title = subject;
  byId("open-subject").textContent = `Mail ${mail.id}: ${subject}`;
  byId("raw").href = `${at}/raw`;
  const attached = mail.parts.filter(part => part.role === "attachment");
  const octets = attached.reduce((sum, part) => sum + part.size, 0);
  const files = byId("files");
  show(files, attached.length > 0);
  files.open = attached.length <= 3;
  files.querySelector("summary").textContent = `${count(attached.length, "attachment")}, ${size(octets)}`;
  files.querySelector("ul").replaceChildren(...attached.map(part => make("li", {},
    make("a", { href: `${at}/parts/${part.number}`, download: "" }, foreign(part.name || "no name")),
    make("span", { className: "hint", textContent: ` ${part.type}, ${size(part.size)}` }))));
  // a new frame, since to lead an old one elsewhere would be a step of the browser's history
  byId("frame").replaceChildren(make("iframe", {
    sandbox: "allow-scripts allow-downloads",
    title: "Page of the mail",
    src: `${at}/page`,
  }));
  state("opened");
  update();
}

function update() {
  byId("mark").textContent = mail.unread ? "Mark read" : "Mark unread";
  byId("previous").disabled = !list.hasNeighbour(mail.id, -1);
  byId("next").disabled = !list.hasNeighbour(mail.id, 1);
}

// Looks whether the mail is still there.
export async function refresh() {
  const looked = mail;
  if (looked === null) {
    return;
  }
  if (!list.isListed(looked.id) && !(await exists(`/api/mails/${looked.id}/raw`))) {
    if (mail === looked) {
      mail = null;
      state("gone");
    }
    return;
  }
  if (mail !== null) {
    update();
  }
}

async function setUnread(isUnread) {
  mail.unread = isUnread;
  update();
  await change("PATCH", `/api/mails/${mail.id}`, { unread: isUnread });
}

export async function toggleUnread() {
  if (mail !== null) {
    await setUnread(!mail.unread);
  }
}

// Goes to the mail after or before this one.
export async function step(by) {
  const id = await list.neighbour(mail.id, by);
  if (id !== undefined) {
    location.hash = `#/mails/${id}`;
    list.focus(id);
  }
}

// Deletes a mail, and goes on to the next if it was open.
export async function remove(id) {
  const following = (await list.neighbour(id, 1)) ?? (await list.neighbour(id, -1));
  const wasOpen = id === current();
  await change("DELETE", `/api/mails/${id}`);
  if (wasOpen) {
    mail = null;
    location.replace(following === undefined ? "#/mails" : `#/mails/${following}`);
  }
  await list.load();
  list.focus(following);
}
