// The pages that links in mails lead to. The token stands behind the # of the address, which a browser sends to no server.
"use strict";

const form = document.getElementById("form");
const said = document.getElementById("said");
const token = new URLSearchParams(location.hash.slice(1)).get("token");

function say(...sentences) {
  said.replaceChildren(...sentences.flatMap((sentence) => [sentence, document.createElement("br")]));
}

async function send() {
  const fields = Object.fromEntries(new FormData(form));
  return fetch(form.dataset.address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...fields, token }),
    credentials: "omit",
  });
}

async function report(answer) {
  if (answer.ok) {
    form.hidden = true;
    return say(form.dataset.done);
  }
  if (answer.status === 429) {
    return say(`There were too many tries. Wait ${answer.headers.get("Retry-After")} seconds, then try again.`);
  }
  const problem = await answer.json();
  const faults = (problem.errors || []).filter((fault) => fault.field !== "token");
  if (faults.length) {
    return say(...faults.map((fault) => fault.detail));
  }
  if (answer.status === 400) {
    form.hidden = true;
    return say(form.dataset.invalid);
  }
  return say("That did not work. Try again in a moment.");
}

async function submit(event) {
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  say("One moment …");
  try {
    await report(await send());
  } catch {
    say("The server could not be reached. Try again in a moment.");
  }
  button.disabled = false;
}

if (token) {
  history.replaceState(null, "", location.pathname); // a token that stays in the history can be found there
  form.hidden = false;
  form.addEventListener("submit", submit);
} else {
  say("This page is opened by a link in a mail. Open the link from the mail again.");
}
