// The form made live: one script for JupyterLab (widget messages) and for the ward (HTTP).
//
// The HTML comes from the server, whole; this script turns the pages of it, sends what people say in
// the order they said it, and never forgets what is not saved yet. It decides nothing.

const PAUSES = [1, 2, 4, 8, 15, 30];

class Talk {
  constructor(root, { send, swap, words, status }) {
    Object.assign(this, { root, send, swap, words, status });
    this.queue = [];
    this.sending = false;
    this.tries = 0;
    this.newest = 0;
    this.latest = 0;
    this.following = false;
    this.shown = "";
    this.kept = [];
    root.addEventListener("submit", (event) => this.onSubmit(event));
    root.addEventListener("click", (event) => this.onClick(event));
    root.addEventListener("input", (event) => this.onInput(event));
    // A browser is content when the first line of a text shows; the rest would lie under the bar.
    root.addEventListener("focusin", (event) => {
      if (event.target.matches("textarea")) event.target.scrollIntoView({ block: "nearest" });
    });
    window.addEventListener("beforeunload", (event) => {
      const unsaved = this.queue.length + this.drafts().length + this.kept.length;
      if (!this.leaving && unsaved > 0) {
        event.preventDefault();
      }
    });
    window.addEventListener("online", () => this.flush());
  }

  // What people do

  onSubmit(event) {
    event.preventDefault();
    const form = event.target;
    if (form.dataset.happening) {
      const pin = form.querySelector("input[name=pin]");
      const { detail, problem, at } = readDetail(form);
      if (problem) return this.complain(form, problem, at);
      this.hideProblem(form);
      delete form.dataset.dirty;
      this.happen(form.dataset.happening, detail, pin ? pin.value : "", form);
    } else if (form.dataset.question) {
      this.answer(form, "answered");
    }
  }

  onClick(event) {
    const button = event.target.closest("button");
    if (!button || !this.root.contains(button) || button.type === "submit") return;
    const form = button.closest("form");
    if (button.dataset.status) this.answer(form, button.dataset.status);
    else if ("add" in button.dataset) this.addRow(form);
    else if ("takeOut" in button.dataset) this.takeOut(button);
    else if ("pick" in button.dataset) this.pick(button);
    else if ("takeOutAll" in button.dataset) this.takeOutAll(button);
    else if ("change" in button.dataset) this.change(button);
    else if ("leave" in button.dataset) this.leave(form);
    else if ("showCode" in button.dataset) this.showCode(button);
    else if (button.dataset.happening) this.happen(button.dataset.happening, detailOf(button), "", null);
  }

  onInput(event) {
    const input = event.target;
    const form = input.closest("form");
    if (!form) return;
    if (input.name && input.name.endsWith("-entered")) form.dataset.entered = input.value;
    else if (form.dataset.question || form.matches(".passing-on")) form.dataset.dirty = "";
    if (form.querySelector(".short-sum")) addUp(form, input);
    if (input.type !== "checkbox" || !input.checked) return;
    for (const other of form.querySelectorAll("input[type=checkbox]")) {
      const apart = "exclusive" in input.dataset || "exclusive" in other.dataset;
      if (other !== input && apart) other.checked = false;
    }
  }

  answer(form, status) {
    const { type } = form.dataset;
    let value = null;
    if (status === "answered") {
      const read = type === "row" ? readRow(form) : readers[type](form);
      if (read.problem) return this.complain(form, this.words[read.problem] || form.dataset.empty, read.at);
      if (read.value === null) return this.complain(form, form.dataset.empty, read.at);
      value = read.value;
    }
    this.hideProblem(form);
    delete form.dataset.dirty;
    const message = messageOf(form, status, value);
    if ("changing" in form.dataset) form.dataset.sent = "";
    this.turnFrom(form);
    this.enqueue("answers", message, form);
  }

  addRow(form) {
    const read = readRow(form.querySelector(".adding"));
    if (read.problem || read.value === null) {
      return this.complain(form, this.words[read.problem] || form.dataset.empty, read.at);
    }
    this.hideProblem(form);
    delete form.dataset.dirty;
    const message = messageOf(form, "answered", read.value);
    this.enqueue("answers", { ...message, row: "r" + newKey().slice(0, 12), base: 0 }, form);
  }

  takeOut(button) {
    const { question, row, voice, base } = button.dataset;
    const about = { question, row: row ?? null, voice, base: Number(base) };
    const said = { ...about, status: "withdrawn", value: null };
    this.enqueue("answers", { key: newKey(), entered: "self", ...said }, button.closest("form"));
  }

  pick(button) {
    const { question, row, voice, base } = button.dataset;
    const about = { question, row, voice, base: Number(base) };
    const said = { ...about, status: "answered", value: JSON.parse(button.dataset.pick) };
    this.enqueue("answers", { key: newKey(), entered: "self", ...said }, button.closest("form"));
  }

  takeOutAll(button) {
    const own = `[data-take-out][data-voice="${button.dataset.takeOutAll}"]`;
    for (const one of this.root.querySelectorAll(own)) this.takeOut(one);
  }

  async change(button) {
    const { question, row, voice } = button.dataset;
    const reply = await this.send("card", { question, row: row ?? null, voice }).catch(() => null);
    if (!reply || reply.code !== 200) return this.say("not_saved", {}, true);
    for (const open of this.root.querySelectorAll("form[data-changing]")) this.leave(open);
    const holder = document.createElement("div");
    holder.innerHTML = reply.html;
    const card = holder.firstElementChild;
    // A form can't stand within a form, so a row's card takes the place of the whole list.
    const list = button.closest("form");
    (list || button.closest(".said-item") || button).after(card);
    if (list) list.hidden = true;
    card.querySelector(".question").focus();
  }

  leave(form) {
    const before = form.previousElementSibling;
    form.remove();
    if (before?.matches("form[data-type=list]")) before.hidden = false;
  }

  happen(happening, detail, pin, form) {
    const message = { key: newKey(), happening, detail };
    if (pin) message.pin = pin;
    this.enqueue("moments", message, form);
  }

  // Turning the pages

  cards() {
    return [...this.root.querySelectorAll(".now > form[data-question]:not([data-changing])")];
  }

  turnFrom(form) {
    if ("changing" in form.dataset) return;
    form.hidden = true;
    form.dataset.sent = "";
    const next = this.cards().find((card) => !("sent" in card.dataset));
    if (next) this.open(next);
    else this.say("waiting");
  }

  open(card) {
    for (const other of this.cards()) other.hidden = other !== card;
    this.bring(card.querySelector(".question"));
  }

  // Focus a heading or a question, and have all of its card in sight where the screen is tall enough.
  bring(target) {
    target.focus({ preventScroll: true });
    const whole = target.closest("form") || target;
    const bar = this.root.querySelector(".talk-bar");
    const room = window.innerHeight - (bar ? bar.offsetHeight : 0);
    if (whole.getBoundingClientRect().bottom > room || target.getBoundingClientRect().top < 0) {
      whole.scrollIntoView({ block: "start" });
    }
  }

  // Sending, in order, until it is saved

  enqueue(kind, message, form) {
    this.queue.push({ kind, message, key: form ? keyOf(form) : null });
    this.flush();
  }

  async flush() {
    if (this.sending || this.queue.length === 0) return;
    clearTimeout(this.timer);
    this.sending = true;
    if (this.tries === 0) this.say("saving");
    const item = this.queue[0];
    let reply = null;
    try {
      reply = await this.send(item.kind, item.message);
    } catch {
      reply = { code: 0, retry: true };
    }
    this.sending = false;
    if (reply.code === 200) this.saved(item, reply);
    else if (reply.code === 409 && reply.conflict) this.conflict(item, reply);
    else if (reply.code === 0 || reply.code === 401 || reply.retry) this.again(reply);
    else this.refused(item, reply);
  }

  saved(item, reply) {
    this.queue.shift();
    this.tries = 0;
    if (reply.location) {
      this.leaving = true;
      window.location.assign(reply.location);
      return;
    }
    this.show(reply);
    this.say("saved", { time: reply.saved });
    if (this.queue.length > 0) this.flush();
    else this.follow();
  }

  again(reply) {
    const pause = PAUSES[Math.min(this.tries, PAUSES.length - 1)];
    this.tries += 1;
    this.say(reply.code === 401 ? "sign_in" : "not_saved", {}, true);
    this.timer = setTimeout(() => this.flush(), pause * 1000);
  }

  refused(item, reply) {
    this.queue.shift();
    this.tries = 0;
    const form = this.formOf(item.key);
    this.say("refused", {}, true);
    if (form) {
      delete form.dataset.sent;
      if (item.kind === "answers") form.dataset.dirty = "";
      if (item.kind === "answers" && !("changing" in form.dataset)) this.open(form);
      this.complain(form, reply.message || this.words.refused);
    } else if (reply.message) {
      this.status.textContent = reply.message;
    }
    if (this.queue.length > 0) this.flush();
  }

  conflict(item, reply) {
    this.queue.shift();
    this.tries = 0;
    const form = this.formOf(item.key);
    // "Use mine" sends what is in memory; nothing that is to be locked away waits in the page.
    if (form && "sealed" in form.dataset) form.reset();
    const panel = document.createElement("div");
    panel.className = "conflict error-summary";
    panel.setAttribute("role", "alert");
    panel.tabIndex = -1;
    const line = (tag, text) => {
      const element = document.createElement(tag);
      element.textContent = text;
      panel.append(element);
      return element;
    };
    line("h3", this.words.conflict);
    line("p", `${this.words.theirs} ${reply.theirs}`);
    line("p", `${this.words.mine} ${reply.mine}`);
    const keep = line("button", this.words.keep_theirs);
    const mine = line("button", this.words.use_mine);
    keep.type = mine.type = "button";
    keep.className = "button";
    mine.className = "button quiet";
    keep.addEventListener("click", () => {
      panel.remove();
      this.show(reply);
    });
    mine.addEventListener("click", () => {
      panel.remove();
      const message = { ...item.message, key: newKey(), base: reply.base };
      this.enqueue(item.kind, message, null);
    });
    this.root.prepend(panel);
    this.say("conflict", {}, true);
    panel.focus();
  }

  // Following another screen

  // Something was said elsewhere. What is being sent comes first; its reply may tell it already.
  async follow() {
    if (this.following || this.queue.length > 0 || this.latest <= this.newest) return;
    this.following = true;
    const reply = await this.look().catch(() => null);
    this.following = false;
    if (!reply || reply.code !== 200) return;
    if (this.queue.length === 0 && reply.newest > this.newest) this.blend(reply);
    this.follow();
  }

  // Show what somebody else brought about, and leave alone what is being read and written here.
  blend(reply) {
    this.newest = Math.max(this.newest, reply.newest);
    const showing = JSON.stringify([reply.sections, reply.banner]);
    if (showing === this.shown) return;
    this.shown = showing;
    const before = this.opened();
    const drafts = [...this.kept, ...this.drafts()];
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    this.swap(reply, true);
    this.kept = [];
    const cards = this.cards();
    const open = cards.find((card) => keyOf(card) === before) || cards[0];
    for (const card of cards) card.hidden = card !== open;
    for (const draft of drafts) if (!this.root.contains(draft.form)) this.putBack(draft, reply.holder);
    const kept = focused && this.root.contains(focused);
    if (kept && document.activeElement !== focused) focused.focus({ preventScroll: true });
    this.say(drafts.length > 0 ? "changed" : "followed");
    const elsewhere = kept && !focused.closest("[data-section]");
    if (drafts.length > 0 || elsewhere) return;
    const screen = this.root.querySelector("[data-block]");
    const block = screen ? screen.dataset.block : null;
    const moved = block !== this.block;
    this.block = block;
    if (kept && !moved && before === this.opened()) return;
    if (!moved && before === this.opened() && !focused) return;
    const heading = this.root.querySelector("[data-focus]");
    const question = open ? open.querySelector(".question") : null;
    const target = moved ? heading || question : question || heading;
    if (target) this.bring(target);
  }

  // Showing what the server shows, without losing what is being written

  show(reply) {
    if (reply.newest) this.newest = Math.max(this.newest, reply.newest);
    if (!reply.sections || this.queue.length > 0) return;
    this.shown = JSON.stringify([reply.sections, reply.banner]);
    const drafts = this.drafts();
    const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
    const held = focused && focused.id && focused.matches("textarea, input") ? focused : null;
    const selection = held && held.tagName === "TEXTAREA" ? [held.selectionStart, held.selectionEnd] : null;
    const before = this.opened();
    const kept = this.kept;
    this.swap(reply);
    this.kept = [];
    for (const draft of [...kept, ...drafts]) this.putBack(draft, reply.holder);
    const again = held ? document.getElementById(held.id) : null;
    if (again && this.root.contains(again)) {
      again.focus();
      if (selection) again.setSelectionRange(...selection);
    } else if (before !== this.opened() || focused === null || !document.contains(focused)) {
      const target =
        this.root.querySelector(".now > form:not([hidden]) .question") ||
        this.root.querySelector("[data-focus]");
      const screen = this.root.querySelector("[data-block]");
      const changed = !screen || screen.dataset.block !== this.block;
      this.block = screen ? screen.dataset.block : null;
      const next = changed ? this.root.querySelector("[data-focus]") || target : target;
      if (next) this.bring(next);
    }
  }

  opened() {
    const card = this.cards().find((form) => !form.hidden);
    return card ? keyOf(card) : "";
  }

  drafts() {
    return [...this.root.querySelectorAll("form[data-dirty]")].map((form) => ({
      key: keyOf(form),
      form,
      fields: [...form.elements].filter((e) => e.id && (e.value || e.checked)).map((e) => [e.id, e.type, e.value, e.checked]),
    }));
  }

  putBack({ key, fields, form }, holder) {
    const again = this.formOf(key);
    if (!again) {
      if (!form.dataset.question) return;
      const place = this.root.querySelector(".now");
      const own = form.dataset.voice === "joint" || form.dataset.voice === holder;
      // What is to be locked away must not stay in sight of whoever has the screen next.
      if ("sealed" in form.dataset && (place || !own)) return;
      // The server no longer asks it here. The words stay in sight until somebody sends them away;
      // in a pause, and while the other voice has the screen, the page holds them for later.
      if (place && own) place.append(form);
      else this.kept.push({ key, fields, form });
      return;
    }
    for (const [id, type, value, checked] of fields) {
      const field = again.querySelector(`#${CSS.escape(id)}`);
      if (!field) continue;
      if (type === "radio" || type === "checkbox") field.checked = checked;
      else field.value = value;
    }
    again.dataset.dirty = "";
    if (!("changing" in again.dataset)) for (const card of this.cards()) card.hidden = card !== again;
  }

  formOf(key) {
    return [...this.root.querySelectorAll("form")].find((form) => keyOf(form) === key) || null;
  }

  // Saying what is wrong

  complain(form, text, at) {
    const box = form.querySelector(".error-summary");
    const field = at || form.querySelector("textarea, input:not([type=hidden]), button");
    box.replaceChildren();
    const title = document.createElement("h3");
    title.textContent = this.words.problem;
    const link = document.createElement("a");
    link.href = `#${field.id}`;
    link.textContent = text;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      field.focus();
    });
    box.append(title, link);
    box.hidden = false;
    form.hidden = false;
    box.focus();
  }

  hideProblem(form) {
    const box = form.querySelector(".error-summary");
    if (box) box.hidden = true;
  }

  say(key, values = {}, loud = false) {
    let text = this.words[key] || "";
    for (const [name, value] of Object.entries(values)) text = text.replace(`{${name}}`, value);
    this.status.textContent = text;
    this.status.classList.toggle("loud", loud);
  }
}

// Making what stands here like what is fresh, touching only what differs: so nothing that is being
// typed, read out or held open is taken away. What somebody writes or changes stays as it is.

const STAYS = "form[data-dirty], [data-code]";

function blend(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== fresh.data) old.data = fresh.data;
    return;
  }
  if (old.matches(STAYS) || old.isEqualNode(fresh)) return;
  // Whether it is folded away is up to the people here, and which card is open as well.
  const own = (name) => name === "open" || (name === "hidden" && old.matches("form"));
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !own(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value && !own(name)) old.setAttribute(name, value);
  }
  blendInside(old, fresh);
}

function blendInside(old, fresh) {
  let at = old.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    let match = at;
    while (match && !isAlike(match, wanted)) match = match.nextSibling;
    if (!match) {
      old.insertBefore(wanted, at);
      continue;
    }
    while (at !== match) at = dropped(at);
    blend(match, wanted);
    at = match.nextSibling;
  }
  while (at) at = dropped(at);
}

// Gives the node after one that is not wanted any more. An answer that is being changed stays.
function dropped(node) {
  const next = node.nextSibling;
  const stays = node.nodeType === Node.ELEMENT_NODE && node.matches("form[data-dirty], form[data-changing]");
  if (!stays) node.remove();
  return next;
}

function isAlike(one, other) {
  if (one.nodeType !== other.nodeType || one.nodeName !== other.nodeName) return false;
  if (one.nodeType !== Node.ELEMENT_NODE) return true;
  if (one.nodeName === "FORM") return keyOf(one) === keyOf(other);
  // "Take this out?", once it is open, stays with its own row.
  if (one.nodeName === "LI" && rowOf(one) !== rowOf(other)) return false;
  return one.id === other.id && one.dataset.block === other.dataset.block;
}

function rowOf(item) {
  return item.querySelector("[data-row]")?.dataset.row;
}

function parsed(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  return made.content;
}

// Reading controls: each gives { value }, null where nothing was said, or { problem, at }.

function codeOf(input) {
  return "number" in input.dataset ? Number(input.value) : input.value;
}

function picked(form, type) {
  return [...form.querySelectorAll(`input[type=${type}]:checked`)].filter(
    (input) => !input.name.endsWith("-entered"),
  );
}

function readDate(box) {
  const part = (name) => box.querySelector(`[data-part=${name}]`).value.trim();
  const at = box.querySelector("input");
  const [day, month, year] = ["day", "month", "year"].map(part);
  if (!day && !month && !year) return { value: null, at };
  if (![day, month, year].every((text) => /^\d+$/.test(text)) || year.length !== 4) {
    return { problem: "wrong_date", at };
  }
  const written = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const real = new Date(`${written}T00:00:00Z`);
  if (Number.isNaN(real.getTime()) || real.toISOString().slice(0, 10) !== written) {
    return { problem: "wrong_date", at };
  }
  return { value: written };
}

const readers = {
  note: () => ({ value: true }),
  list: () => ({ value: true }),
  one: (form) => {
    const [input] = picked(form, "radio");
    return { value: input ? codeOf(input) : null };
  },
  many: (form) => {
    const codes = picked(form, "checkbox").map(codeOf);
    return { value: codes.length > 0 ? codes : null };
  },
  text: (form) => {
    const area = form.querySelector("textarea");
    return { value: area.value.trim() ? area.value : null, at: area };
  },
  number: (form) => {
    const input = form.querySelector("input[inputmode]");
    const text = input.value.trim().replace(",", ".");
    if (!text) return { value: null, at: input };
    const number = Number(text);
    return Number.isFinite(number) ? { value: number } : { problem: "wrong_number", at: input };
  },
  date: (form) => readDate(form.querySelector("[data-date]")),
};

function readRow(box) {
  const row = {};
  for (const field of box.querySelectorAll("[data-field]")) {
    const { kind } = field.dataset;
    let read;
    if (kind === "date") read = readDate(field);
    else if (kind === "one") read = readers.one(field);
    else read = readers.text(field);
    if (read.problem) return read;
    if (read.value !== null) row[field.dataset.field] = read.value;
  }
  const first = box.querySelector("[data-field]").dataset.field;
  return { value: first in row ? row : null, at: box.querySelector("textarea, input") };
}

// What a form that makes something happen says of it: whom it hands the screen to, or its fields.
function readDetail(form) {
  const detail = form.dataset.to ? { to: form.dataset.to } : {};
  for (const box of form.querySelectorAll("[data-detail]")) {
    const { value, at } = detailReaders[box.dataset.kind](box);
    if (value === null) return { problem: box.dataset.empty, at };
    detail[box.dataset.detail] = value;
  }
  return { detail };
}

const detailReaders = {
  line: (box) => {
    const at = box.querySelector("input");
    return { value: at.value.trim() || null, at };
  },
  when: (box) => {
    const [hour, minute] = ["hour", "minute"].map((name) => box.querySelector(`[data-part=${name}]`));
    const day = readDate(box.querySelector("[data-date]"));
    if (!day.value) return { value: null, at: day.at || box.querySelector("input") };
    const reads = (input, most) => /^\d{1,2}$/.test(input.value.trim()) && Number(input.value) <= most;
    if (!reads(hour, 23)) return { value: null, at: hour };
    if (!reads(minute, 59)) return { value: null, at: minute };
    const time = [hour, minute].map((input) => input.value.trim().padStart(2, "0")).join(":");
    return { value: `${day.value}T${time}` };
  },
  yes_no: (box) => {
    const picked = box.querySelector("input:checked");
    return { value: picked ? picked.value === "true" : null, at: box.querySelector("input") };
  },
  units: (box) => {
    const ticked = [...box.querySelectorAll("input:checked")];
    const done = [...box.querySelectorAll("input[type=hidden]")];
    const at = box.querySelector("input[type=checkbox]");
    return { value: ticked.length > 0 ? [...done, ...ticked].map((input) => input.value) : null, at };
  },
};

// Ticks what fits into the minutes that were picked, and tells what the ticked parts come to.
function addUp(form, input) {
  const units = [...form.querySelectorAll("[data-minutes]")];
  if (input.dataset.ticks) {
    const fits = JSON.parse(input.dataset.ticks);
    for (const unit of units) unit.checked = fits.includes(unit.value);
  }
  const ticked = units.filter((unit) => unit.checked);
  const sum = ticked.reduce((total, unit) => total + Number(unit.dataset.minutes), 0);
  const left = form.querySelector("input[data-ticks]:checked")?.value;
  const line = form.querySelector(".short-sum");
  const { none, sum: alone, fits, over } = line.dataset;
  let words = left ? (sum > Number(left) ? over : fits) : alone;
  if (ticked.length === 0) words = none;
  line.textContent = words.replace("{sum}", sum).replace("{left}", left ?? "");
}

function keyOf(form) {
  const { question, row, voice, happening, to, changing } = form.dataset;
  return [question, row, voice, happening, to, changing].join("|");
}

function detailOf({ dataset }) {
  if ("units" in dataset) return { units: JSON.parse(dataset.units) };
  return "language" in dataset ? { language: dataset.language, easy: dataset.easy === "true" } : {};
}

function messageOf(form, status, value) {
  const { question, row, voice, entered, base } = form.dataset;
  return { key: newKey(), question, row: row ?? null, voice, value, status, entered, base: Number(base) };
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// In JupyterLab and Voila: one section a widget, messages to its kernel

const PATIENCE = 15_000;

function render({ model, el }) {
  return model.get("bar") ? renderBar(model, el) : renderSection(model, el);
}

// A key that is pressed in the form is the form's. The notebook would delete a cell on "d d", and
// take the arrow keys to walk its cells; only saving stays its own.
function keepKeys(root) {
  root.addEventListener("keydown", (event) => {
    const saving = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s";
    if (!saving) event.stopPropagation();
  });
}

// The bar above a preview. The keyboard stays in it while what shows below changes.
function renderBar(model, el) {
  const root = document.createElement("div");
  root.className = "coprod";
  el.classList.add("in-notebook");
  el.append(root);
  keepKeys(root);
  const selects = () => [...root.querySelectorAll("select")];
  const choose = (again) => {
    model.send({ chosen: Object.fromEntries(selects().map(({ name, value }) => [name, value])), again });
  };
  root.addEventListener("change", () => choose(false));
  root.addEventListener("click", ({ target }) => target.closest("[data-again]") && choose(true));
  const onMessage = ({ html, chosen, says }) => {
    if (html && !root.firstChild) root.innerHTML = html;
    if (!chosen || !root.firstChild) return;
    for (const select of selects()) {
      for (const option of select.options) option.disabled = option.value === "own" && chosen.far !== "own";
      select.value = chosen[select.name];
    }
    root.querySelector("[role=status]").textContent = says;
  };
  model.on("msg:custom", onMessage);
  let gone = false;
  const look = () => {
    if (gone || root.firstChild) return;
    model.send({});
    setTimeout(look, PATIENCE);
  };
  look();
  return () => {
    gone = true;
    model.off("msg:custom", onMessage);
  };
}

function renderSection(model, el) {
  const root = document.createElement("div");
  root.className = "coprod";
  root.hidden = true;
  const part = (className, parent = root) => {
    const made = document.createElement("div");
    made.className = className;
    parent.append(made);
    return made;
  };
  const line = part("turn-line");
  const turn = part("turn-place", line);
  const status = part("status-line", line);
  status.setAttribute("role", "status");
  const [wording, body, bar] = ["wording-place", "section", "bar-place"].map((name) => part(name));
  el.classList.add("in-notebook");
  el.append(root);
  keepKeys(root);
  const waiting = new Map();
  const send = (kind, message) =>
    new Promise((settle) => {
      const id = newKey();
      waiting.set(id, settle);
      setTimeout(() => waiting.delete(id) && settle({ code: 0 }), PATIENCE);
      model.send({ id, body: { do: kind, ...message } });
    });
  let shows = null;
  const talk = new Talk(root, {
    send,
    swap: ({ sections, ...around }) => {
      shows = sections[model.get("section")];
      body.innerHTML = shows;
      root.hidden = shows === "";
      turn.innerHTML = around.banner;
      wording.innerHTML = around.wording;
      bar.innerHTML = around.bar;
    },
    words: model.get("words"),
    status,
  });
  const onMessage = ({ to, reply, moved }) => {
    const settle = waiting.get(to);
    waiting.delete(to);
    if (settle) return settle({ code: reply.conflict ? 409 : reply.message ? 400 : 200, ...reply });
    if (moved) return become(reply);
    // Something was said in another section, or in another view of this one.
    if (talk.queue.length > 0 || reply.sections[model.get("section")] === shows) return;
    talk.show(reply);
    talk.say("saved", { time: reply.saved });
  };
  // Another talk shows now: nothing of this one is kept, and the focus stays in the bar.
  const become = (reply) => {
    talk.queue = [];
    talk.kept = [];
    talk.swap(reply);
    talk.block = root.querySelector("[data-block]")?.dataset.block ?? null;
    status.textContent = "";
  };
  const onWords = () => (talk.words = model.get("words"));
  model.on("msg:custom", onMessage);
  model.on("change:words", onWords);
  // What shows is asked for, and asked again while the notebook is busy with something else.
  const look = async () => {
    const reply = await send("sections", {});
    if (reply.code !== 200) return talk.leaving || look();
    become(reply);
  };
  look();
  return () => {
    talk.leaving = true;
    model.off("msg:custom", onMessage);
    model.off("change:words", onWords);
  };
}

// On the ward: the whole page, HTTP to the server

function boot(main) {
  const base = main.dataset.base;
  const xsrf = document.querySelector("meta[name=coprod-xsrf]").content;
  const headers = { "Content-Type": "application/json", "X-XSRFToken": xsrf };
  const ask = async (path, options) => {
    const response = await fetch(`${base}/${path}`, {
      credentials: "same-origin",
      redirect: "manual",
      cache: "no-store",
      ...options,
    });
    if (response.type === "opaqueredirect") return { code: 401 };
    const body = await response.json().catch(() => ({}));
    return { ...body, code: response.status, retry: body.retry || response.status >= 500 };
  };
  const talk = new Talk(main, {
    send: (kind, message) => ask(kind, { method: "POST", headers, body: JSON.stringify(message) }),
    swap: ({ sections, holder, state, banner, wording, bar, language }, gently = false) => {
      for (const [id, html] of Object.entries(sections)) {
        const section = main.querySelector(`[data-section="${id}"]`);
        if (!section || section.innerHTML === html) continue;
        if (gently) blendInside(section, parsed(html));
        else section.innerHTML = html;
      }
      if (holder !== main.dataset.holder || state !== main.dataset.state) lookAtSecond();
      main.dataset.holder = holder;
      main.dataset.state = state;
      // What the page itself says is in the old language still; whatever is unsaved comes first.
      const unsaved = talk.drafts().length + talk.kept.length;
      if (language !== document.documentElement.lang && unsaved === 0) {
        talk.leaving = true;
        window.location.reload();
      }
      document.body.dataset.holder = holder;
      blendInside(document.getElementById("coprod-turn"), parsed(banner));
      blendInside(document.getElementById("coprod-wording"), parsed(wording));
      blendInside(document.getElementById("coprod-bar"), parsed(bar));
      document.getElementById("coprod-away").replaceChildren();
      showGuidance(main);
    },
    words: JSON.parse(main.dataset.words),
    status: document.getElementById("coprod-status"),
  });
  talk.newest = Number(main.dataset.newest);
  talk.block = main.querySelector("[data-block]")?.dataset.block ?? null;
  showGuidance(main);
  talk.look = () => ask("sections", { method: "GET" });
  // The panel about the patient's own screen, on the clinician's page.
  const second = document.getElementById("coprod-second");
  const showSecond = (html, code) => {
    const before = second.firstElementChild?.dataset.second;
    blendInside(second, parsed(html));
    const panel = second.firstElementChild;
    if (!panel) return;
    const box = panel.querySelector("[data-code]");
    if (code) {
      box.innerHTML = code;
      box.scrollIntoView({ block: "center" });
    }
    if (panel.dataset.codeWaits !== "true") box.replaceChildren();
    if (before !== panel.dataset.second && panel.dataset.second === "gone") panel.open = true;
  };
  const lookAtSecond = async () => {
    if (!second) return;
    const reply = await ask("screen", { method: "GET" }).catch(() => null);
    if (reply && reply.code === 200) showSecond(reply.html, "");
  };
  talk.showCode = async (button) => {
    button.disabled = true;
    const reply = await ask("code", { method: "POST", headers, body: "{}" }).catch(() => null);
    button.disabled = false;
    if (reply && reply.code === 200) showSecond(reply.html, reply.code_html);
    else talk.say("no_code", {}, true);
  };
  // A patient's own device is not in the talk any more. Words that are not saved stay with them.
  const leave = (to) => {
    const unsaved = talk.queue.length + talk.drafts().length + talk.kept.length;
    if (unsaved > 0) return talk.say("sign_in", {}, true);
    talk.leaving = true;
    window.location.assign(to);
  };
  const listen = () => {
    const events = new EventSource(`${base}/events`);
    events.addEventListener("changed", ({ data }) => {
      talk.latest = Math.max(talk.latest, Number(data));
      talk.follow();
      lookAtSecond();
    });
    events.addEventListener("screens", lookAtSecond);
    events.addEventListener("over", ({ data }) => {
      events.close();
      leave(data);
    });
    // A browser gives up where a server that comes back, or one in front of it, says no.
    events.addEventListener("error", async () => {
      if (events.readyState !== EventSource.CLOSED || talk.leaving) return;
      const reply = await talk.look().catch(() => null);
      if (reply && reply.code === 401 && !second) leave("/join/left");
      else setTimeout(listen, 3000);
    });
  };
  listen();
}

// The guidance for the clinician stands beside the section that is open, and only on her turn.
function showGuidance(main) {
  const open = [...main.querySelectorAll("[data-section]")].find((s) => s.firstElementChild);
  for (const aside of main.querySelectorAll(".guidance")) {
    const own = open && aside.dataset.guides === open.dataset.section;
    aside.hidden = main.dataset.holder !== "clinician" || !own;
  }
}

const ward = document.querySelector("[data-coprod-ward]");
if (ward) boot(ward);

export default { render };
