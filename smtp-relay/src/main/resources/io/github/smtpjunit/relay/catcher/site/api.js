// Requests to the API of the catcher, and its events.

export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(request) {
  let response;
  try {
    response = await request;
  } catch {
    throw new ApiError(0, "The catcher does not answer. Is its process still running?");
  }
  const text = response.status === 204 ? "" : await response.text();
  let json = null;
  try {
    json = text === "" ? null : JSON.parse(text);
  } catch {
    // an answer in plain text
  }
  if (!response.ok) {
    throw new ApiError(response.status, json?.error ?? `The catcher answered ${response.status}`);
  }
  return json;
}

// The address of a path. The page's own may have the user and password of --http-user, with which fetch refuses to work.
const url = path => location.origin + path;

export const get = path => answer(fetch(url(path), { headers: { Accept: "application/json" } }));

// Whether something is there.
export async function exists(path) {
  try {
    await answer(fetch(url(path), { method: "HEAD" }));
    return true;
  } catch (error) {
    if (error.status === 404) {
      return false;
    }
    throw error;
  }
}

let token = "";

// Changes something, which needs the token that only a page of this origin can read.
export async function change(method, path, body) {
  const send = () => answer(fetch(url(path), {
    method,
    headers: { "X-Smtp-Relay-Token": token, "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  }));
  try {
    token ||= (await get("/api/token")).token;
    return await send();
  } catch (error) {
    if (error.status !== 403) {
      throw error;
    }
    token = (await get("/api/token")).token; // the process is another one since
    return send();
  }
}

// Calls back at each change, and when the connection comes or goes. A hidden page gives its connection back, since a browser has only six
// of them for all its pages of one server; it looks from time to time instead.
export function listen(changed, isLive) {
  let source = null;
  let retry = 0;
  const close = () => {
    clearTimeout(retry);
    source?.close();
    source = null;
  };
  const open = () => {
    close();
    source = new EventSource("/api/events");
    source.addEventListener("open", () => isLive(true));
    source.addEventListener("changed", changed);
    source.addEventListener("error", () => {
      isLive(false);
      if (source?.readyState === EventSource.CLOSED) {
        retry = setTimeout(open, 3000); // the browser has given up
      }
    });
  };
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  setInterval(() => document.hidden && changed(), 15000);
  open();
}
