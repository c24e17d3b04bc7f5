"use strict";
const $ = (id) => document.getElementById(id);
const page = JSON.parse($("page").textContent);
const COLOURS = page.colours.match(/.{6}/g).map((c) => [0, 2, 4].map((i) => parseInt(c.slice(i, i + 2), 16)));
const say = (text, values = {}) => (page.words[text] || text).replace(/\{(\w+)\}/g, (_, name) => values[name]);
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
const tints = () => page.tints[isDark() ? "dark" : "light"];
const tintOf = (slot) => { const all = tints().slots; return all[slot % all.length]; };
const hue = (slot) => tintOf(slot)[0];
// As strongly as leaves the words legible, and no stronger.
const tinted = ([colour, most], share) => `color-mix(in srgb, ${colour} ${100 * most * Math.min(1, share)}%, transparent)`;
const viridis = (byte) => COLOURS[Math.round(byte)];
const digits = (value, places) => value.toLocaleString(page.language, { minimumFractionDigits: places, maximumFractionDigits: places });
const percent = (share, places = 1) => digits(share * 100, places) + "%";
const number = (value, each) => `${each.is_share ? percent(value) : value.toLocaleString(page.language, { maximumSignificantDigits: 3 })} ${each.unit}`.trim();
const count = (value) => value.toLocaleString(page.language);

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
  const values = arrays["quantity " + each.name], known = arrays["known " + each.name];
  canvas.width = across; canvas.height = rows;
  canvas.style.height = $("hues").style.height = Math.max(60, Math.min(320, rows * 18)) + "px";
  $("hues").height = rows;
  const hues = $("hues").getContext("2d");
  data.slots.forEach((slot, i) => { hues.fillStyle = hue(slot); hues.fillRect(0, i, 1, 1); });
  const context = canvas.getContext("2d"), image = context.createImageData(across, rows);
  for (let i = 0; i < values.length; i++) { image.data.set(viridis(values[i]), i * 4); image.data[i * 4 + 3] = known && !known[i] ? 0 : 255; }
  context.putImageData(image, 0, 0);
  const row = data.slots.indexOf(chosen.slot), column = lastAtMost(arrays.edges.subarray(0, across), chosen.segment);
  // Framed, not painted over: the colours stand for numbers.
  const place = (id, top, height) => Object.assign($(id).style, {
    left: 100 * column / across + "%", width: 100 / across + "%", top: 100 * top / rows + "%", height: 100 * height / rows + "%",
  });
  place("column", 0, rows);
  place("cell", row, 1);
  $("low").textContent = each.low ? number(each.low, { ...each, unit: "" }) : "0";
  $("high").textContent = (each.is_clipped ? "≥ " : "") + number(each.high, each);
  $("meaning").textContent = each.meaning;
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
  const [row, column] = cellAt(event), each = quantity();
  const place = row * columns() + column, known = arrays["known " + each.name];
  const value = each.low + arrays["quantity " + each.name][place] / 255 * (each.high - each.low);
  const first = arrays.edges[column], last = arrays.edges[column + 1] - 1;
  const where = first === last ? say("segment {segment}", { segment: count(first) }) : say("segments {first} to {last}", { first: count(first), last: count(last) });
  const tip = $("tip");
  tip.textContent = say("slot {slot}, {where}", { slot: data.slots[row], where }) + `\n${known && !known[place] ? say("no value") : number(value, each)}`;
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
    const nats = strength / 255 * data.highest_loss;
    if (tint === "loss" && strength) span.style.background = tinted(tints().loss, nats / page.loss_full);
    if (tint === "written" && strength > 12 && owner < 255) span.style.background = tinted(tintOf(data.slots[owner]), strength / 255);
    if (spots.some(([first, size]) => at < first + size && first < at + length)) {
      const mark = document.createElement("mark");
      span.replaceWith(mark);
      mark.append(span);
    }
    if (tint === "loss") span.title = say("{number} nats", { number: digits(nats, 2) });
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
    add(holder, "p", say("The text goes on: {shown} of {all} tokens fit on this page.", { shown: count(lengths.length), all: count(data.num_tokens) }), { className: "muted" });
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
  if (!kept) { add(holder, "p", say("This model has no memory slots.")); return; }
  const place = lastAtMost(kept.segments, chosen.segment), segment = kept.segments[place];
  const row = data.slots.indexOf(chosen.slot), colour = hue(chosen.slot);
  const title = add(holder, "h1", "");
  add(title, "span", "■ ").style.color = colour;
  title.append(say("Slot {slot}", { slot: chosen.slot }));
  const after = segment === chosen.segment
    ? say("After segment {segment}.", { segment: count(segment) })
    : say("After segment {segment}, the nearest to segment {chosen} that this page keeps.", { segment: count(segment), chosen: count(chosen.segment) });
  add(holder, "p", after, { className: "muted" });
  add(holder, "h2", say("Words that set it apart"));
  const words = kept.words[place][row];
  bars(holder, words.map(([text, score]) => [kept.texts[text], score, digits(score, 2)]), colour);
  if (!words.length) add(holder, "p", say("None were recorded."), { className: "muted" });
  const random = (page.about.random_words.distinctive || []).map((each) => each[0]).filter(Boolean);
  if (random.length && words.length) add(holder, "p", say("Random vectors: {words}", { words: random.map(([text, score]) => `${text.trim()} ${digits(+score, 2)}`).join(", ") }), { className: "muted" });
  const found = kept.sources[place][row];
  if (found.length) {
    add(holder, "h2", say("Written in that segment from"));
    spots = found.map(([first, size]) => [first, size]);
    const inText = found.map(([first, size, share]) => {
      const text = data.characters.slice(first, first + size).join("").trim();
      return [text || say("(beyond the text on this page)"), share, percent(share / 1000), () => showSegment(segment)];
    });
    bars(holder, inText, colour);
  } else spots = [];
  if (page.about.baseline && page.about.baseline.write) add(holder, "p", say("Spread evenly, each word would have {share}.", { share: percent(page.about.baseline.write, 2) }), { className: "muted" });
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

const KEPT = { mean: "their mean", layers: "each layer", heads: "each head of each layer" };

function describe() {
  const about = page.about;
  $("title").textContent = about.document;
  $("facts").textContent = [
    about.model, say("memory: {memory}", about), say("{number} slots", { number: count(about.slots) }),
    say("{tokens} tokens in {segments} segments", { tokens: count(about.tokens), segments: count(about.segments) }),
    about.training_step == null ? "" : say("training step {step}", { step: count(about.training_step) }),
  ].filter(Boolean).join(" · ");
  for (const sentence of page.glance) add($("glance"), "p", sentence);
  const foot = $("about");
  const each = (from, form) => Object.entries(from || {}).map(([name, value]) => `${say(name)} ${form(value)}`).join(", ");
  const kept = about.kept && typeof about.kept === "object" ? each(about.kept, (value) => say(KEPT[value] || value)) : about.kept;
  const lines = [
    data.has_weights ? say("Weights: {weights}.", { weights: say(about.weights) }) : "",
    data.has_weights && kept ? say("Kept in the trace: {kept}.", { kept }) : "",
    about.baseline && Object.keys(about.baseline).length ? say("A row spread evenly: {shares}.", { shares: each(about.baseline, (value) => percent(value, 2)) }) : "",
    about.seed == null ? "" : say("Seed of the random vectors: {seed}.", about),
    about.words_every > 1 ? say("Words were kept, and are shown, of every {number}th state.", { number: about.words_every }) : "",
    about.created ? say("Recorded {when}.", { when: new Date(about.created).toLocaleString(page.language) }) : "",
    data.slots.length < data.num_slots ? say("{shown} of {all} slots are shown, those that changed most.", { shown: data.slots.length, all: count(data.num_slots) }) : "",
    !data.quantities.length ? "" : columns() < data.num_segments
      ? say("A column of the map stands for up to {number} segments and shows the largest value (of similarity the smallest), in 256 steps.", { number: Math.ceil(data.num_segments / columns()) })
      : say("Values of the map are rounded to 256 steps."),
    data.has_weights ? say("Attention is where the model looked, not proof of what it used.") : "",
  ].filter(Boolean);
  if (about.command) { add(foot, "code", about.command); foot.append(document.createElement("br")); }
  foot.append(lines.join(" "));
}

async function start() {
  await unpack();
  layText();
  for (const each of data.quantities) add($("quantity"), "option", each.title);
  describe();
  if (!data.has_weights) $("tint").value = "loss";
  if (data.quantities.length) {
    const ends = $("axis");
    for (const segment of [0, data.num_segments - 1]) add(ends, "span", say("segment {segment}", { segment: count(segment) }));
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
