// Rooms on the plan: pinned, exchanged, shifted, asked for on another storey.
const table = viewers[0] && work.edit ? viewers[0] : null;
let panel = null;

function mode() {
  const chosen = panel && panel.querySelector('input[name="mode"]:checked');
  return chosen ? chosen.value : "look";
}
function setMode(value) {
  const radio = panel && panel.querySelector(`input[name="mode"][value="${CSS.escape(value)}"]`);
  if (!radio) return;
  radio.checked = true;
  table.surface.classList.toggle("holds", value !== "look");
}
function isPinned(id) { return live.pins.includes(id); }
function stays() { return panel.querySelector("#stays").checked; }
function button(text, action) {
  const node = make("button", {type: "button"}, text);
  node.addEventListener("click", action);
  return node;
}
function nameOf(id) {
  const room = table.rooms.get(id);
  return room ? [room.no, say(room.name), `${room.area} m²`].filter(Boolean).join(" · ") : id;
}

function storeyName(storey) { return say((work.edit.storeys.find(([id]) => id === storey) || [storey, storey])[1]); }
/** Who or what a scenario can ask for on another storey to move this room there: not stock rooms, nor nobody. */
function asked(id) {
  const [, , subject] = work.edit.rooms[id] || [];
  return subject && !subject.startsWith("stock:") ? subject : null;
}
function ownerOf(id) {
  const tenant = work.edit.rooms[id][1];
  return tenant ? say(work.edit.owners[tenant]) : say(table.rooms.get(id).name);
}

// ---- changes
async function setPins(body) {
  const answer = await post("pin", {state: work.state, ...body});
  live.pins = answer.pins;
  report(word("pins_set").replace("{n}", live.pins.length));
  mark();
  tools(table);
}
function redraw(path, body) {
  report(word("working"));
  return tried(async () => {
    await flush();
    go((await post(path, {state: work.state, pin: stays(), ...body})).state);
  });
}
function place(subject, storey, name) {
  return tried(async () => {
    await flush();
    const answer = await post("place", {state: work.state, subject, storey});
    setText(answer.text);
    verdict(answer.check);
    report(word("placed").replace("{subject}", name).replace("{storey}", storeyName(storey)));
    by("said").scrollIntoView({block: "nearest"});
  });
}

// ---- what is pinned, on the plans
function mark() {
  for (const group of table.surface.querySelectorAll(".pins")) group.remove();
  for (const id of live.pins) {
    const node = table.surface.querySelector(`[data-id="${CSS.escape(id)}"]`);
    if (!node) continue;
    const svg = node.closest("svg");
    let group = svg.querySelector(".pins");
    if (!group) {
      group = draw("g", {class: "pins"});
      svg.append(group);
    }
    group.append(draw("path", {d: node.getAttribute("d")}));
  }
}

// ---- the tools of the chosen room
function tools(viewer) {
  if (viewer !== table || !panel) return;
  const place_ = panel.querySelector(".chosen-room"), room = viewer.chosen;
  if (!room) return place_.replaceChildren(make("p", {class: "soft"}, word("choose_first")));
  const [storey, tenant] = work.edit.rooms[room.id] || [];
  const pinned = isPinned(room.id), parts = [make("p", {}, make("b", {}, say(room.name)), pinned ? ` · ${word("pinned")}` : "")];
  const pins = make("div", {class: "buttons"}, button(word(pinned ? "unpin" : "pin"), () => tried(() => setPins({ids: [room.id], pin: !pinned}))));
  if (tenant) {
    const all = Object.entries(work.edit.rooms).filter(([, row]) => row[1] === tenant).every(([id]) => isPinned(id));
    pins.append(button(word(all ? "unpin_tenant" : "pin_tenant"), () => tried(() => setPins({tenants: [tenant], pin: !all}))));
  }
  parts.push(pins);
  if (storey) parts.push(exchangeForm(room), shiftForm(room));
  if (asked(room.id)) parts.push(storeyForm(storey, asked(room.id), ownerOf(room.id)));
  place_.replaceChildren(...parts);
}
function choice(name, entries) {
  const select = make("select", {}, ...entries.map(([value, text]) => make("option", {value}, text)));
  return [select, make("label", {}, name, select)];
}
function exchangeForm(room) {
  const others = Object.keys(work.edit.rooms).filter((id) => id !== room.id).map((id) => [id, `${id} · ${nameOf(id)}`]);
  const [select, label] = choice(word("exchange_with"), others);
  return make("div", {class: "one"}, label, button(word("exchange"), () => redraw("exchange", {one: room.id, other: select.value})));
}
function shiftForm(room) {
  const fields = ["east", "north"].map((key) => make("input", {type: "number", step: "0.1", value: "0", "aria-label": `${word("shift_by")}: ${word(key)}`}));
  const labels = fields.map((input, at) => make("label", {}, `${word(at ? "north" : "east")}, m`, input));
  return make("div", {class: "one"}, ...labels, button(word("shift"), () => redraw("shift", {id: room.id, dx: Number(fields[0].value), dy: Number(fields[1].value)})));
}
function storeyForm(storey, subject, name) {
  const [select, label] = choice(word("to_storey"), work.edit.storeys.filter(([id]) => id !== storey).map(([id, pair]) => [id, say(pair)]));
  return make("div", {class: "one"}, label, button(word("place"), () => place(subject, select.value, name)));
}

// ---- dragging
/** Metres east and north of a way on the picture of a storey. */
function metres(number, dx, dy) {
  const [angle, scale] = work.edit.frames[number], per = scale / work.edit.unit / 1000;
  const x = dx * per, y = -dy * per;
  return [x * Math.cos(angle) + y * Math.sin(angle), -x * Math.sin(angle) + y * Math.cos(angle)];
}
function onPicture(number, east, north) {
  const [angle, scale] = work.edit.frames[number], per = work.edit.unit * 1000 / scale;
  return [(east * Math.cos(angle) - north * Math.sin(angle)) * per, -(east * Math.sin(angle) + north * Math.cos(angle)) * per];
}
class Grip {
  constructor(viewer, id, event) {
    this.viewer = viewer;
    this.id = id;
    this.how = mode();
    this.from = viewer.point(event);
    this.ghost = draw("path", {d: viewer.shape(id), class: "ghost"});
    this.target = null;
    this.storey = null;
    this.by = [0, 0];
  }
  move(event) {
    const at = this.viewer.point(event), number = this.viewer.shown;
    if (!this.ghost.parentNode) this.viewer.svg.append(this.ghost);
    let way = [at.x - this.from.x, at.y - this.from.y];
    this.storey = this.storeyUnder(event);
    this.target = null;
    if (this.storey) {
      this.by = [0, 0];
      showTip(event, make("b", {}, `${word("to_storey")}: ${storeyName(this.storey)}`));
    } else if (this.how === "shift") {
      this.by = metres(number, ...way).map((value) => Math.round(value * 10) / 10);
      way = onPicture(number, ...this.by);
      showTip(event, make("b", {}, `${word("east")} ${this.by[0].toFixed(1)} m, ${word("north")} ${this.by[1].toFixed(1)} m`));
    } else {
      const under = document.elementsFromPoint(event.clientX, event.clientY).map((node) => node.closest("[data-id]")).find((node) => node && node.dataset.id !== this.id);
      this.target = under && work.edit.rooms[under.dataset.id] ? under.dataset.id : null;
      this.ghost.classList.toggle("target", Boolean(this.target));
      showTip(event, make("b", {}, this.target ? `${word("exchange_with")}: ${nameOf(this.target)}` : word("leave")));
    }
    this.ghost.setAttribute("transform", `translate(${way[0]} ${way[1]})`);
  }
  /** The storey whose button is under the pointer, if the room can be asked for there. */
  storeyUnder(event) {
    const label = document.elementsFromPoint(event.clientX, event.clientY).map((node) => node.closest(".storeys label")).find(Boolean);
    const drawing = label && this.viewer.plan.drawings[Number(label.querySelector("input").value)];
    return drawing && drawing.id !== work.edit.rooms[this.id][0] && asked(this.id) ? drawing.id : null;
  }
  end(event) {
    this.ghost.remove();
    hideTip();
    if (!event) return;
    if (this.storey) return place(asked(this.id), this.storey, ownerOf(this.id));
    if (this.how === "exchange" && this.target) redraw("exchange", {one: this.id, other: this.target});
    if (this.how === "shift" && (this.by[0] || this.by[1])) redraw("shift", {id: this.id, dx: this.by[0], dy: this.by[1]});
  }
}

if (table) {
  panel = document.getElementById("edit-tools").content.firstElementChild.cloneNode(true);
  table.about.after(panel);
  panel.addEventListener("change", () => table.surface.classList.toggle("holds", mode() !== "look"));
  table.take = (id, event) => mode() !== "look" && work.edit.rooms[id] ? new Grip(table, id, event) : null;
  on("room", tools);
  on("lang", () => tools(table));
}
const tongue = localStorage.getItem(TONGUE);
if (tongue === "zh" || tongue === "en") speak(tongue);
tried(async () => {
  const found = await reload();
  if (field && found.text !== undefined) {
    setText(found.text);
    verdict(found.check);
  }
  if (table) {
    mark();
    tools(table);
  }
  restoreView();
});
