// Elements from text. No text becomes markup: all goes by textContent.

export const byId = id => document.getElementById(id);

// Makes an element. A property that is no attribute, such as textContent, is set as such.
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (key in element) {
      element[key] = value;
    } else {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.flat().filter(child => child !== null && child !== ""));
  return element;
}

// Controls and marks of direction would deceive the reader: they are shown by their names.
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

export const visible = text =>
  text.replace(UNSEEN, c => `U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`);

// Text that somebody else wrote, in its own direction.
export const foreign = (text, properties = {}) => make("bdi", { dir: "auto", ...properties, textContent: visible(text) });

// Our own text, in which code stands between backticks.
export const prose = text => text.split("`").map((piece, i) => (i % 2 === 1 ? make("code", { className: "whole", textContent: piece }) : piece));

export function show(element, isShown) {
  element.hidden = !isShown;
}

export function say(element, text) {
  show(element, text !== "");
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

const number = new Intl.NumberFormat("en");

export const count = (n, one, many = one + "s") => `${number.format(n)} ${n === 1 ? one : many}`;

export const grouped = n => number.format(n);

export function size(octets) {
  const units = ["B", "kB", "MB", "GB"];
  let value = octets;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long" });

// The time of today, or the day and the time; the whole of it with its zone as the title.
export function time(iso) {
  const date = new Date(iso);
  const isToday = date.toDateString() === new Date().toDateString();
  const text = isToday ? clock.format(date) : `${day.format(date)}, ${clock.format(date).slice(0, 5)}`;
  return make("time", { dateTime: iso, title: full.format(date), textContent: text });
}

export function zone() {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZoneName: "longOffset" }).formatToParts();
  const offset = parts.find(part => part.type === "timeZoneName").value;
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return name === offset || name === "UTC" ? name : `${name} (${offset})`;
}

// Puts elements in place of others, but leaves those that are the same, and with them the focus.
export function replace(parent, wanted) {
  const keep = new Set(wanted);
  [...parent.children].filter(child => !keep.has(child)).forEach(child => child.remove());
  wanted.forEach((child, i) => {
    if (parent.children[i] !== child) {
      parent.insertBefore(child, parent.children[i] ?? null);
    }
  });
}

// Asks before something that cannot be undone.
export function ask(title, text, yes) {
  const dialog = byId("ask");
  byId("ask-title").textContent = title;
  byId("ask-text").textContent = text;
  byId("ask-yes").textContent = yes;
  return new Promise(resolve => {
    dialog.returnValue = "";
    byId("ask-yes").onclick = () => dialog.close("yes");
    byId("ask-no").onclick = () => dialog.close("");
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
    dialog.showModal();
    byId("ask-no").focus();
  });
}

let toastEnd = 0;

// Tells what went wrong, for a while.
export function complain(error) {
  const toast = byId("toast");
  say(toast, String(error.message ?? error));
  clearTimeout(toastEnd);
  toastEnd = setTimeout(() => show(toast, false), 10000);
}
