"use strict";
const $ = (id) => document.getElementById(id);
const page = JSON.parse($("page").textContent);
const VIRIDIS = ("440154 481568 482677 453781 3f4788 39558c 32648e 2d718e 287d8e 238a8d " +
  "1f968b 20a386 29af7f 3cbc75 56c667 74d055 94d840 b8de29 dce318 fde725").split(" ")
  .map((c) => [0, 2, 4].map((i) => parseInt(c.slice(i, i + 2), 16)));
const MEANINGS = {
  change: ["Change", "how far a segment moved a slot, of the slot's length", "share"],
  norm: ["Length", "the length of a slot's vector", ""],
  read_mass: ["Read", "the mean share of a word's attention that goes to a slot", "share"],
  write_mass: ["Written", "the share of a slot's writing attention that goes to words", "share"],
  gate: ["Gate", "how far a write was let in", "share"],
  usage: ["Usage", "a slot's share of all that was read in a segment", "share"],
  age: ["Age", "segments since the slot last changed by a tenth or more", ""],
  similarity: ["Similarity", "cosine of a slot with itself before the segment", ""],
  read_entropy: ["Spread of reading", "0: one word read the slot; 1: all alike", ""],
};
let data, arrays = {}, chosen = { slot: 0, segment: 0 }, spots = [];

async function unpack() {
  const raw = Uint8Array.from(atob($("data").textContent), (c) => c.charCodeAt(0));
  const stream = new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate"));
  const buffer = await new Response(stream).arrayBuffer();
  const length = new DataView(buffer).getUint32(0, true);
  data = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  for (const [name, type, shape] of data.arrays) {
    const count = shape.reduce((a, b) => a * b, 1);
    const Kind = { int32: Int32Array, uint16: Uint16Array, uint8: Uint8Array }[type], size = Kind.BYTES_PER_ELEMENT;
    arrays[name] = new Kind(buffer.slice(at, at + count * size));
    at += count * size;
  }
}

const isDark = () => {
  const own = document.documentElement.dataset.theme;
  return own ? own === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};
const hue = (slot) => { const all = page.slots[isDark() ? "dark" : "light"]; return all[slot % all.length]; };
const viridis = (byte) => {
  const place = byte / 255 * (VIRIDIS.length - 1), low = Math.min(Math.floor(place), VIRIDIS.length - 2);
  return VIRIDIS[low].map((c, i) => Math.round(c + (VIRIDIS[low + 1][i] - c) * (place - low)));
};
const number = (value, kind) => kind === "share" ? (value * 100).toFixed(1) + "%" : String(+value.toPrecision(3));
const count = (value) => value.toLocaleString("en");

function add(parent, tag, text, attributes = {}) {
  const node = document.createElement(tag);
  node.textContent = text;
  Object.assign(node, attributes);
  parent.append(node);
  return node;
}

function lastAtMost(sorted, value) {
  let low = 0, high = sorted.length - 1;
  while (low < high) { const middle = (low + high + 1) >> 1; if (sorted[middle] <= value) low = middle; else high = middle - 1; }
  return low;
}

// ---------------------------------------------------------------- the picture

const columns = () => arrays.edges.length - 1;
const quantity = () => data.quantities[$("quantity").selectedIndex];

function drawMap() {
  if (!data.quantities.length) return;
  const canvas = $("map"), rows = data.slots.length, across = columns(), each = quantity();
  const values = arrays["quantity " + each.name];
  canvas.width = across; canvas.height = rows;
  canvas.style.height = $("hues").style.height = Math.max(60, Math.min(320, rows * 18)) + "px";
  $("hues").height = rows;
  const hues = $("hues").getContext("2d");
  data.slots.forEach((slot, i) => { hues.fillStyle = hue(slot); hues.fillRect(0, i, 1, 1); });
  const context = canvas.getContext("2d"), image = context.createImageData(across, rows);
  for (let i = 0; i < values.length; i++) { image.data.set(viridis(values[i]), i * 4); image.data[i * 4 + 3] = 255; }
  context.putImageData(image, 0, 0);
  const row = data.slots.indexOf(chosen.slot), column = lastAtMost(arrays.edges.subarray(0, across), chosen.segment);
  context.fillStyle = "rgba(255,255,255,.55)";
  context.fillRect(column, 0, 1, rows);
  context.fillStyle = "#ff2d78";
  context.fillRect(column, row, 1, 1);
  const [, meaning, kind] = MEANINGS[each.name] || [each.name, "", ""];
  $("low").textContent = number(each.low, kind);
  $("high").textContent = (each.largest > each.high ? "≥ " : "") + number(each.high, kind);
  $("meaning").textContent = meaning;
  const ramp = $("ramp").getContext("2d");
  for (let x = 0; x < 96; x++) { ramp.fillStyle = `rgb(${viridis(x / 95 * 255)})`; ramp.fillRect(x, 0, 1, 1); }
}

function cellAt(event) {
  const area = $("map").getBoundingClientRect();
  const row = Math.min(data.slots.length - 1, Math.max(0, Math.floor((event.clientY - area.top) / area.height * data.slots.length)));
  const column = Math.min(columns() - 1, Math.max(0, Math.floor((event.clientX - area.left) / area.width * columns())));
  return [row, column];
}

function showTip(event) {
  const [row, column] = cellAt(event), each = quantity(), kind = (MEANINGS[each.name] || [])[2];
  const value = each.low + arrays["quantity " + each.name][row * columns() + column] / 255 * (each.high - each.low);
  const first = arrays.edges[column], last = arrays.edges[column + 1] - 1;
  const where = first === last ? `segment ${count(first)}` : `segments ${count(first)} to ${count(last)}`;
  const tip = $("tip");
  tip.textContent = `slot ${data.slots[row]}, ${where}\n${number(value, kind)}`;
  tip.style.display = "block";
  tip.style.left = Math.min(innerWidth - 200, event.clientX + 14) + "px";
  tip.style.top = event.clientY + 14 + "px";
}

function move(event) {
  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!steps) return;
  event.preventDefault();
  const row = Math.min(data.slots.length - 1, Math.max(0, data.slots.indexOf(chosen.slot) + steps[0]));
  choose(data.slots[row], Math.min(data.num_segments - 1, Math.max(0, chosen.segment + steps[1])));
}

// ---------------------------------------------------------------- the text

function fillSegment(node) {
  const segment = +node.dataset.segment, starts = arrays.segment_starts;
  const tint = $("tint").value, tokens = arrays["token lengths"].length;
  node.replaceChildren();
  add(node, "i", count(segment));
  let at = +node.dataset.start;
  for (let token = starts[segment]; token < Math.min(starts[segment + 1], tokens); token++) {
    const length = arrays["token lengths"][token];
    const span = add(node, "span", data.characters.slice(at, at + length).join(""));
    const strength = tint === "loss" ? arrays["token loss"][token] : arrays["token written"][token];
    const owner = arrays["token owner"][token];
    if (tint === "loss" && strength) span.style.background = `color-mix(in srgb, #d06a00 ${strength / 4.2}%, transparent)`;
    if (tint === "written" && strength > 12 && owner < 255) span.style.background = `color-mix(in srgb, ${hue(data.slots[owner])} ${strength / 4.2}%, transparent)`;
    if (spots.some(([first, size]) => at < first + size && first < at + length)) {
      const mark = document.createElement("mark");
      span.replaceWith(mark);
      mark.append(span);
    }
    if (tint === "loss") span.title = `${(strength / 255 * data.highest_loss).toFixed(2)} nats`;
    at += length;
  }
}

let watcher;
function layText() {
  const starts = arrays.segment_starts, lengths = arrays["token lengths"], holder = $("text");
  data.characters = Array.from(data.text);
  watcher = new IntersectionObserver((seen) => {
    for (const each of seen) if (each.isIntersecting) { fillSegment(each.target); each.target.dataset.filled = 1; }
  }, { root: holder, rootMargin: "400px" });
  let at = 0, token = 0;
  for (let segment = 0; segment + 1 < starts.length; segment++) {
    const node = add(holder, "div", "", { className: "segment", id: "s" + segment });
    node.dataset.segment = segment;
    node.dataset.start = at;
    for (; token < Math.min(starts[segment + 1], lengths.length); token++) at += lengths[token];
    node.textContent = data.characters.slice(+node.dataset.start, at).join("");
    watcher.observe(node);
  }
  if (lengths.length < data.num_tokens) {
    add(holder, "p", `The text goes on: ${count(lengths.length)} of ${count(data.num_tokens)} tokens fit on this page.`, { className: "muted" });
  }
}

const tintAgain = () => document.querySelectorAll(".segment[data-filled]").forEach(fillSegment);

// ---------------------------------------------------------------- the slot

function bars(parent, rows, colour) {
  const highest = Math.max(...rows.map((row) => row[1]), 1e-9);
  for (const [text, value, said, click] of rows) {
    const node = add(parent, click ? "button" : "div", "", { className: "row", title: `${text}  ${said}` });
    const bar = add(node, "b", "");
    bar.style.width = 80 * value / highest + "%";
    bar.style.background = colour;
    add(node, "em", text);
    add(node, "s", said);
    if (click) node.onclick = click;
  }
}

function drawSlot() {
  const holder = $("slot"), kept = data.contents;
  holder.replaceChildren();
  if (!kept) { add(holder, "p", "This model has no memory slots."); return; }
  const place = lastAtMost(kept.segments, chosen.segment), segment = kept.segments[place];
  const row = data.slots.indexOf(chosen.slot), colour = hue(chosen.slot);
  const title = add(holder, "h1", "");
  add(title, "span", "■ ").style.color = colour;
  title.append(`Slot ${chosen.slot}`);
  add(holder, "p", `After segment ${count(segment)}` + (segment === chosen.segment ? "" : `, the nearest to segment ${count(chosen.segment)} that this page keeps`) + ".", { className: "muted" });
  add(holder, "h2", "Words that set it apart");
  const words = kept.words[place][row];
  bars(holder, words.map(([text, score]) => [kept.texts[text], score, score.toFixed(2)]), colour);
  if (!words.length) add(holder, "p", "None were recorded.", { className: "muted" });
  const random = (page.about.random_words.distinctive || []).map((each) => each[0]).filter(Boolean);
  if (random.length && words.length) add(holder, "p", "Random vectors: " + random.map(([text, score]) => `${text.trim()} ${(+score).toFixed(2)}`).join(", "), { className: "muted" });
  const found = kept.sources[place][row];
  if (found.length) {
    add(holder, "h2", "Written in that segment from");
    spots = found.map(([first, size]) => [first, size]);
    const inText = found.map(([first, size, share]) => {
      const text = data.characters.slice(first, first + size).join("").trim();
      return [text || "(beyond the text on this page)", share, (share / 10).toFixed(1) + "%", () => showSegment(segment)];
    });
    bars(holder, inText, colour);
  } else spots = [];
  if (page.about.baseline && page.about.baseline.write) add(holder, "p", `Spread evenly, each word would have ${(page.about.baseline.write * 100).toFixed(2)}%.`, { className: "muted" });
}

function showSegment(segment) {
  const node = $("s" + segment);
  if (!node) return;
  document.querySelectorAll(".segment.now").forEach((each) => each.classList.remove("now"));
  node.classList.add("now");
  // What comes into view is laid out only then, and may be higher than it was thought to be.
  let rounds = 4;
  const approach = () => {
    $("text").scrollTop += node.getBoundingClientRect().top - $("text").getBoundingClientRect().top - 40;
    if (--rounds) requestAnimationFrame(approach);
  };
  approach();
}

function choose(slot, segment) {
  chosen = { slot, segment };
  drawMap();
  drawSlot();
  tintAgain();
  showSegment(segment);
}

// ---------------------------------------------------------------- the page

function describe() {
  const about = page.about;
  $("title").textContent = about.document;
  $("facts").textContent = [about.model, `memory: ${about.memory}`, `${count(about.slots)} slots`, `${count(about.tokens)} tokens in ${count(about.segments)} segments`, about.training_step == null ? "" : `training step ${count(about.training_step)}`].filter(Boolean).join(" · ");
  for (const sentence of page.glance) add($("glance"), "p", sentence);
  const foot = $("about");
  const kept = typeof about.kept === "string" ? about.kept : JSON.stringify(about.kept);
  const lines = [
    `Weights: ${about.weights}; kept: ${kept}.`,
    about.baseline ? `A row spread evenly: ${JSON.stringify(about.baseline)}.` : "",
    about.seed == null ? "" : `Seed of the random vectors: ${about.seed}.`,
    about.words_every > 1 ? `Words were kept of every ${about.words_every}-th state: those shown are of the last one before.` : "",
    about.created ? `Recorded ${about.created}.` : "",
    data.slots.length < data.num_slots ? `${data.slots.length} of ${count(data.num_slots)} slots are shown, those that changed most.` : "",
    data.quantities.length && columns() < data.num_segments ? `A column of the map stands for up to ${Math.ceil(data.num_segments / columns())} segments and shows the largest value (of similarity the smallest), in 256 steps.` : "Values of the map are rounded to 256 steps.",
    "Attention is where the model looked, not proof of what it used.",
  ].filter(Boolean);
  if (about.command) { add(foot, "code", about.command); foot.append(document.createElement("br")); }
  foot.append(lines.join(" "));
}

async function start() {
  await unpack();
  layText();
  for (const each of data.quantities) add($("quantity"), "option", (MEANINGS[each.name] || [each.name])[0]);
  describe();
  if (!data.has_weights) $("tint").value = "loss";
  if (data.quantities.length) {
    const ends = $("axis");
    add(ends, "span", "segment 0");
    add(ends, "span", `segment ${count(data.num_segments - 1)}`);
    $("map").onclick = (event) => { const [row, column] = cellAt(event); choose(data.slots[row], arrays.edges[column]); };
    $("map").onmousemove = showTip;
    $("map").onmouseleave = () => { $("tip").style.display = "none"; };
    $("map").onkeydown = move;
    $("quantity").onchange = drawMap;
    choose(data.slots[0], 0);
  } else { $("picture").hidden = true; drawSlot(); }
  $("tint").onchange = tintAgain;
  $("theme").onclick = () => { document.documentElement.dataset.theme = isDark() ? "light" : "dark"; drawMap(); drawSlot(); tintAgain(); };
  document.body.dataset.ready = "1";
}
start();
