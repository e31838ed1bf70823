// The list of mails: a page of it at a time, so that ten thousand mails are as quick as ten.

import { change, get } from "./api.js";
import { ask, byId, complain, count, foreign, grouped, make, replace, say, show, size, time, visible, zone } from "./dom.js";

const PAGE = 100;

let query = "";
let starts = [null]; // for each page up to the one that is shown: the mail before which it starts
let mails = [];
let total = 0;
let next = null;
let openId = null;
let isOpenSeen = false; // whether the list has scrolled to it
let rows = new Map(); // by id: what was shown, and the element
const picked = new Set();

// Asks for the page that is shown, and shows it.
export async function load() {
  const parameters = new URLSearchParams({ limit: PAGE });
  if (query !== "") {
    parameters.set("query", query);
  }
  if (starts.at(-1) !== null) {
    parameters.set("before", starts.at(-1));
  }
  const asked = query;
  let answer;
  try {
    answer = await get(`/api/mails?${parameters}`);
  } catch (error) {
    if (error.status !== 400) {
      throw error;
    }
    say(byId("query-error"), error.message);
    return;
  }
  if (answer.mails.length === 0 && starts.length > 1) {
    starts.pop();
    await load();
    return;
  }
  const all = asked === "" ? answer : await get("/api/mails?limit=1");
  say(byId("query-error"), "");
  ({ mails, total, next } = answer);
  const here = new Set(mails.map(mail => mail.id));
  [...picked].filter(id => !here.has(id)).forEach(id => picked.delete(id));
  render(all);
}

function render(all) {
  const before = rows;
  rows = new Map(mails.map(mail => [mail.id, row(mail, before.get(mail.id))]));
  replace(byId("rows"), [...rows.values()].map(each => each.element));
  say(byId("unread"), all.unread > 0 ? grouped(all.unread) : "");
  byId("unread").title = count(all.unread, "unread mail");
  const found = query === "" ? count(total, "mail") : `${count(total, "mail")} of ${grouped(all.total)} found`;
  byId("found").textContent = total === 0 ? "" : `${found}${all.unread > 0 && query === "" ? `, ${grouped(all.unread)} unread` : ""}`;
  byId("zone").textContent = total === 0 ? "" : `Times in ${zone()}`;
  show(byId("bulk"), total > 0);
  show(byId("pages"), next !== null || starts.length > 1);
  byId("newer").disabled = starts.length === 1;
  byId("older").disabled = next === null;
  byId("page-number").textContent = `Page ${grouped(starts.length)} of ${grouped(Math.max(starts.length, Math.ceil(total / PAGE)))}`;
  show(byId("no-mails"), total === 0 && query !== "");
  show(byId("first-steps"), total === 0 && query === "");
  show(byId("rows"), total > 0);
  byId("mails-view").classList.toggle("alone", total === 0 && query === "" && openId === null);
  markOpen();
  countPicked();
}

function row(mail, before) {
  const text = JSON.stringify(mail);
  if (before?.text === text) {
    return before;
  }
  const isFocused = before?.element.contains(document.activeElement);
  const pick = make("input", { type: "checkbox", checked: picked.has(mail.id), "aria-label": `Select mail ${mail.id}` });
  pick.addEventListener("change", () => {
    picked[pick.checked ? "add" : "delete"](mail.id);
    countPicked();
  });
  const link = make("a", { href: `#/mails/${mail.id}` },
    make("span", { className: "first" },
      mail.unread ? make("span", { className: "unseen", textContent: "Unread. " }) : null,
      foreign(mail.sender || mail.from || "(null sender)", { className: "sender" }),
      time(mail.receivedAt)),
    foreign(mail.subject || "(no subject)", { className: mail.subject ? "subject" : "subject none", title: visible(mail.subject) }),
    make("span", { className: "last" }, recipients(mail.to), marks(mail)));
  const element = make("li", { className: mail.unread ? "row unread" : "row" }, make("label", { className: "pick" }, pick), link);
  if (isFocused) {
    before.element.replaceWith(element);
    link.focus();
  }
  return { text, element, link, pick };
}

function recipients(to) {
  const line = make("span", { className: "to", title: visible(to.slice(0, 100).join(", ")) }, "to ");
  to.slice(0, 2).forEach((address, i) => line.append(i > 0 ? ", " : "", foreign(address)));
  return line;
}

function marks(mail) {
  const mark = (text, className = "") => make("span", { className: `mark ${className}`, textContent: text });
  return make("span", { className: "marks" },
    mark(size(mail.size), "plain"),
    mail.to.length > 2 ? mark(count(mail.to.length, "recipient")) : null,
    mail.relayed.length > 0 ? mark(`relayed to ${mail.relayed.length} of ${count(mail.to.length, "recipient")}`, "note") : null,
    mail.attachmentCount > 0 ? mark(count(mail.attachmentCount, "file"), "note") : null,
    mail.tls ? mark("TLS", "good") : null,
    mail.user === null ? null : make("span", { className: "mark good" }, "AUTH ", foreign(mail.user)));
}

// Shows which mail is open, in the list too.
export function setOpen(id) {
  openId = id;
  isOpenSeen = false;
  markOpen();
}

function markOpen() {
  for (const [id, each] of rows) {
    const isOpen = id === openId;
    each.element.classList.toggle("open", isOpen);
    if (isOpen) {
      each.link.setAttribute("aria-current", "true");
      if (!isOpenSeen) {
        each.element.scrollIntoView({ block: "nearest" });
        isOpenSeen = true;
      }
    } else {
      each.link.removeAttribute("aria-current");
    }
  }
}

function countPicked() {
  const all = byId("pick-all");
  all.checked = mails.length > 0 && picked.size === mails.length;
  all.indeterminate = picked.size > 0 && !all.checked;
  show(byId("delete-picked"), picked.size > 0);
  byId("delete-picked").textContent = `Delete ${grouped(picked.size)} selected`;
  show(byId("delete-found"), picked.size === 0 && total > 0);
  byId("delete-found").textContent = query === "" ? "Delete all" : `Delete the ${grouped(total)} found`;
}

export const isListed = id => rows.has(id);

export const hasPicked = () => picked.size > 0;

export function hasNeighbour(id, step) {
  const i = mails.findIndex(mail => mail.id === id);
  return i >= 0 && (mails[i + step] !== undefined || (step > 0 ? next !== null : starts.length > 1));
}

// The mail before or after one, on the neighbouring page if need be; undefined if there is none.
export async function neighbour(id, step) {
  const i = mails.findIndex(mail => mail.id === id);
  if (i < 0 || mails[i + step] !== undefined || !hasNeighbour(id, step)) {
    return i < 0 ? undefined : mails[i + step]?.id;
  }
  await (step > 0 ? older() : newer());
  return mails.at(step > 0 ? 0 : -1)?.id;
}

async function older() {
  if (next !== null) {
    starts.push(next);
    await reload();
  }
}

async function newer() {
  if (starts.length > 1) {
    starts.pop();
    await reload();
  }
}

async function reload() {
  picked.clear();
  await load();
  byId("rows").parentElement.scrollTop = 0;
}

// The mail whose row has the focus.
export const focused = () => [...rows].find(([, each]) => each.element.contains(document.activeElement))?.[0];

export function focus(id) {
  rows.get(id)?.link.focus();
}

// Moves the focus to the next or previous row, or to the first.
export function moveFocus(step) {
  const i = mails.findIndex(mail => mail.id === focused());
  focus(mails[i < 0 ? 0 : Math.max(0, Math.min(mails.length - 1, i + step))]?.id);
}

export function togglePick(id) {
  rows.get(id)?.pick.click();
}

export async function deletePicked() {
  const ids = [...picked];
  await change("DELETE", `/api/mails?${ids.map(id => `id=${id}`).join("&")}`);
  picked.clear();
  await load();
}

async function deleteFound() {
  const isAll = query === "";
  const which = isAll ? `all ${count(total, "mail")}` : `the ${count(total, "mail")} that the search finds`;
  if (await ask(`Delete ${which}?`, "They cannot be brought back.", `Delete ${isAll ? "all" : grouped(total)}`)) {
    await change("DELETE", `/api/mails?${isAll ? "all=true" : new URLSearchParams({ query })}`);
    await reload();
  }
}

async function search(text) {
  if (text !== query) {
    query = text;
    starts = [null];
    await reload();
  }
}

export function start() {
  const input = byId("query");
  let pause = 0;
  const go = () => {
    clearTimeout(pause);
    search(input.value.trim()).catch(complain);
  };
  input.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(go, 250);
  });
  byId("search").addEventListener("submit", event => {
    event.preventDefault();
    go();
  });
  byId("no-mails").querySelector("button").addEventListener("click", () => {
    input.value = "";
    go();
    input.focus();
  });
  byId("pick-all").addEventListener("change", event => {
    const isPicked = event.target.checked;
    mails.forEach(mail => picked[isPicked ? "add" : "delete"](mail.id));
    rows.forEach(each => {
      each.pick.checked = isPicked;
    });
    countPicked();
  });
  byId("older").addEventListener("click", () => older().catch(complain));
  byId("newer").addEventListener("click", () => newer().catch(complain));
  byId("delete-picked").addEventListener("click", () => deletePicked().catch(complain));
  byId("delete-found").addEventListener("click", () => deleteFound().catch(complain));
}
