// The review sheet keeps what is written in it, some moments after each change, so that nothing is
// lost before it is sent. Without this script it is kept as soon as a button is pressed.

const QUIET = 1200;
const AGAIN = 5000;

function keepWhatIsWritten(form) {
  const kept = form.querySelector("[data-kept]");
  const trouble = form.querySelector("[data-trouble]");
  let changed = false;
  let busy = false;
  let timer = 0;
  const fields = () => new URLSearchParams(new FormData(form));
  const say = (place, words) => {
    if (place.textContent !== words) place.textContent = words;
  };
  const later = (time) => {
    clearTimeout(timer);
    timer = setTimeout(keep, time);
  };
  const keep = async () => {
    if (busy || !changed) return;
    busy = true;
    changed = false;
    try {
      const reply = await fetch(form.dataset.keep, { method: "POST", body: fields() });
      const { message } = await reply.json();
      if (reply.status >= 500) throw new Error(message);
      say(kept, reply.ok ? message : "");
      say(trouble, reply.ok ? "" : message);
    } catch {
      changed = true;
      say(kept, "");
      say(trouble, form.dataset.notKept);
    }
    busy = false;
    if (changed) later(trouble.textContent ? AGAIN : QUIET);
  };
  // A page that goes takes with it what is on its way to the server, so that is sent once more.
  const leave = () => {
    if ((changed || busy) && navigator.sendBeacon(form.dataset.keep, fields())) changed = false;
  };
  const forget = () => {
    clearTimeout(timer);
    window.removeEventListener("pagehide", leave);
  };
  form.addEventListener("input", () => {
    changed = true;
    later(QUIET);
  });
  form.addEventListener("submit", leave);
  window.addEventListener("pagehide", leave);
  for (const other of document.querySelectorAll("form[data-forget]")) {
    other.addEventListener("submit", forget);
  }
}

for (const form of document.querySelectorAll("form[data-keep]")) keepWhatIsWritten(form);
