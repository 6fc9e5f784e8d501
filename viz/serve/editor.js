// The scenario: chosen, uploaded, typed; its mistakes stand at their lines.
const field = by("text");
let kept = "", waiting = null, check = null;

function opened(body) { return tried(async () => go((await post("open", body)).state)); }
by("open").addEventListener("click", () => opened({file: by("offered").value}));
by("starter").addEventListener("click", () => opened({starter: true}));
by("upload").addEventListener("change", async (event) => {
  const file = event.target.files[0];
  if (!file) return;
  tried(async () => {
    let text;
    try { text = new TextDecoder("utf-8", {fatal: true}).decode(await file.arrayBuffer()); } catch { throw new Error(`${file.name}: ${word("not_utf8")}`); }
    await go((await post("open", {text, name: file.name})).state);
  });
});

function gutter() {
  const bad = new Set(check && !check.valid ? check.problems.filter((row) => row.line && row.file === "scenario.yaml").map((row) => row.line) : []);
  const count = field.value.split("\n").length, parts = [];
  let plain = "";
  for (let line = 1; line <= count; line++) {
    if (bad.has(line)) {
      parts.push(plain, make("b", {}, `${line}`));
      plain = "\n";
    } else plain += `${line}\n`;
  }
  by("gutter").replaceChildren(...parts, plain);
  by("gutter").scrollTop = field.scrollTop;
}

/** Put the cursor on a line. */
function toLine(line, column) {
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + Math.max(0, (column || 1) - 1);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1] || "").length - Math.max(0, (column || 1) - 1));
  field.scrollTop = (line - 4) * field.scrollHeight / lines.length;
}

function verdict(found) {
  check = found;
  const head = by("problems-head"), chip = by("fit");
  chip.hidden = false;
  chip.className = found.valid ? "chip" : "chip fail";
  chip.textContent = found.valid ? "✓" : `✗ ${found.problems.length}`;
  head.textContent = found.valid ? `${word("valid")} ${say(found.holds)}` : word("invalid").replace("{n}", found.problems.length);
  by("problems").replaceChildren(...(found.problems || []).map((row) => {
    const here = row.line && row.file === "scenario.yaml";
    const at = row.line ? `${here ? "" : `${row.file}: `}${word("line").replace("{line}", row.line)}` : row.path;
    let place = make("b", {}, at || row.file);
    if (here) {
      place = make("button", {type: "button", class: "link"}, at);
      place.addEventListener("click", () => toLine(row.line, row.column));
    }
    const words = ` ${row.path && row.line ? `${row.path}: ` : ""}${row.value ? `${word("got")} ${row.value}; ` : ""}${word("expected")} ${row.expected}.${row.remedy ? ` ${word("try")}: ${row.remedy}` : ""}`;
    return make("li", {}, place, words);
  }));
  by("cautions").replaceChildren(...(found.cautions || []).map((pair) => make("li", {}, `${word("caution")}: ${say(pair)}`)));
  by("kept").textContent = word(found.edited ? "saved" : "as_opened");
  gutter();
}

/** Send what was typed, if it was not sent yet; what the check says. */
async function flush() {
  clearTimeout(waiting);
  waiting = null;
  if (!field || field.readOnly || field.value === kept) return check;
  const text = field.value;
  const found = await post("draft", {state: work.state, text});
  kept = text;
  if (field.value === text) verdict(found);
  return found;
}
function setText(text) {
  field.value = text;
  kept = field.value; // a text field has line ends of its own
  field.readOnly = false;
}

if (field) {
  field.addEventListener("input", () => {
    by("kept").textContent = word("unsaved");
    clearTimeout(waiting);
    waiting = setTimeout(() => flush().catch(alarm), 600);
    gutter();
  });
  field.addEventListener("scroll", () => { by("gutter").scrollTop = field.scrollTop; });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); begin(work.solved); }
  });
  by("scenario").addEventListener("toggle", gutter);
  addEventListener("pagehide", () => {
    if (field.readOnly || field.value === kept) return;
    fetch("draft", {method: "POST", keepalive: true, credentials: "omit", headers: {"Content-Type": "application/json", "X-Planner-Token": work.token}, body: JSON.stringify({state: work.state, text: field.value})});
  });
  on("lang", () => { if (check) verdict(check); });
}
