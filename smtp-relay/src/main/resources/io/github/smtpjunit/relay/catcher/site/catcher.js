const list = document.getElementById("mails");

async function load() {
  const response = await fetch("/api/mails");
  const answer = await response.json();
  list.replaceChildren(...answer.mails.map(row));
}

function row(mail) {
  const link = document.createElement("a");
  link.href = `/api/mails/${mail.id}/page`;
  link.textContent = `${mail.subject} to ${mail.to.join(", ")}`;
  return link;
}

new EventSource("/api/events").addEventListener("changed", load);
